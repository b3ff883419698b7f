// From the syntax tree to a program: every name is looked up once.
#pragma once

#include <models/interpreter/program.h>
#include <models/interpreter/source.h>

#include <memory>

namespace fenceline::models::cat {

// The text as tests of that instruction set are judged by it. Throws Wrong.
std::shared_ptr<const Program> resolve(const Source& source, Isa isa);

}  // namespace fenceline::models::cat
