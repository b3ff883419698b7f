#include <models/interpreter/source.h>

#include <base/text.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

namespace fenceline::models::cat {
namespace fs = std::filesystem;

namespace {

// Files that come with herd7 and define what is built in here: a text that includes them does without.
constexpr std::string_view kBuiltIn[] = {"stdlib.cat",     "cos.cat",        "cos-opt.cat",
                                         "cos-ok-opt.cat", "cos-no-opt.cat", "cross.cat"};

constexpr std::uintmax_t kLargest = 4 << 20;  // bytes of a file

std::string contents(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) throw InputError("cannot read " + printable(path) + ": it is a folder");
  if (fs::file_size(path, error) > kLargest && !error)
    throw InputError("cannot read " + printable(path) + ": it is larger than 4 MiB, and no model's text is");
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  if (in) out << in.rdbuf();
  if (!in) throw InputError("cannot read " + printable(path) + ": is it there, and may it be read?");
  return out.str();
}

}  // namespace

const Text* Source::load(const std::string& path) const {
  auto& text = read_[path];
  if (!text) text = std::make_unique<const Text>(parse(contents(path), path));
  return text.get();
}

std::shared_ptr<const Source> Source::read(const std::string& file, const Folders& folders) {
  std::shared_ptr<Source> out(new Source(folders));
  // The annotations that a language's tests may carry, and what hangs on these alone, herd7 reads from a file of its
  // own.
  const std::string bell = fs::path(file).replace_extension(".bell").string();
  std::error_code error;
  if (bell != file && fs::exists(bell, error)) out->main_.push_back(out->load(bell));
  out->main_.push_back(out->load(file));
  return out;
}

std::shared_ptr<const Source> Source::text(const std::string& text, const std::string& name, const Folders& folders) {
  std::shared_ptr<Source> out(new Source(folders));
  auto& parsed = out->read_[name];
  parsed = std::make_unique<const Text>(parse(text, name));
  out->main_.push_back(parsed.get());
  return out;
}

const Text* Source::included(const std::string& name, const Where& where) const {
  std::vector<std::string> folders = folders_.in;
  if (where.file) folders.insert(folders.begin(), fs::path(*where.file).parent_path().string());
  std::error_code error;
  for (const std::string& folder : folders)
    if (const std::string path = (fs::path(folder) / name).string(); fs::exists(path, error)) return load(path);
  if (std::find(std::begin(kBuiltIn), std::end(kBuiltIn), name) != std::end(kBuiltIn)) return nullptr;
  throw Wrong(where, "there is no '" + printable(name) +
                         "' beside this file: --cat-dir=FOLDER, or FENCELINE_CAT_DIR, says where else to look");
}

}  // namespace fenceline::models::cat
