// A model's text: a file, and those that it includes.
#pragma once

#include <models/interpreter/syntax.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fenceline::models::cat {

// Where included files are looked for, first to last; before all of them, in the folder of the file that includes.
struct Folders {
  std::vector<std::string> in;
};

class Source {
 public:
  // Reads the file, and those beside it that belong to it: FILE.bell. Throws InputError.
  static std::shared_ptr<const Source> read(const std::string& file, const Folders& folders);
  // A text that lies nowhere; `name` is what errors call it.
  static std::shared_ptr<const Source> text(const std::string& text, const std::string& name, const Folders& folders);

  // First those of the bell file.
  const std::vector<const Text*>& texts() const { return main_; }
  const Text& main() const { return *main_.back(); }
  // What `include "name"` at `where` means; null where all that it defines is built in. Throws Wrong.
  const Text* included(const std::string& name, const Where& where) const;

 private:
  explicit Source(Folders folders) : folders_(std::move(folders)) {}
  const Text* load(const std::string& path) const;

  Folders folders_;
  mutable std::map<std::string, std::unique_ptr<const Text>> read_;  // by path
  std::vector<const Text*> main_;
};

}  // namespace fenceline::models::cat
