// Models as text in cat: J. Alglave, P. Cousot, L. Maranget, "Syntax and analytic semantics of the weak consistency
// model specification language cat", arXiv:1608.07531, 2016.
#pragma once

#include <models/model.h>

#include <string>
#include <vector>

namespace fenceline::models {

// The model that a file describes, in cat. `folders`: where files that it includes are looked for, after its own folder.
// Throws InputError: "FILE:LINE:COLUMN: what is wrong".
Model read_cat(const std::string& file, const std::vector<std::string>& folders = {});

// The same of a text that lies in no file; `name` is what errors call it.
Model parse_cat(const std::string& text, const std::string& name, const std::vector<std::string>& folders = {});

}  // namespace fenceline::models
