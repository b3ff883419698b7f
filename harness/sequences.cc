#include <harness/sequences.h>

#include <base/error.h>
#include <base/text.h>
#include <fmt/format.h>
#include <kernels/own.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace fenceline {
namespace {

/// Nobody writes a longer one, and some files have no end.
constexpr size_t kLongestText = 64 << 10;

own::Source read(const std::string& file) {
  const auto option = fmt::format("--asm-file={}", shown(file, 300));
  std::ifstream in(file, std::ios::binary);
  std::string text(kLongestText + 1, '\0');
  if (in) in.read(text.data(), std::streamsize(text.size()));
  if (!in && !in.eof()) throw InputError(fmt::format("{} cannot be read: {}", option, std::strerror(errno)));
  text.resize(size_t(in.gcount()));
  if (text.size() > kLongestText)
    throw InputError(fmt::format("{} is longer than {}: is it assembly text?", option, bytes_text(kLongestText)));
  if (text.find('\0') != text.npos) throw InputError(fmt::format("{} is no text: it has zero bytes", option));
  return {option, text};
}

/// What was asked for, in the order of texts and files.
std::vector<own::Source> sources(const Request& request) {
  std::vector<own::Source> all;
  for (const auto& text : request.asm_texts) all.push_back({fmt::format("--asm='{}'", shown(text)), text});
  for (const auto& file : request.asm_files) all.push_back(read(file));
  return all;
}

std::vector<own::Sequence>& loaded() {
  static std::vector<own::Sequence> all;
  return all;
}

std::string hexadecimal(const std::vector<uint8_t>& code) {
  std::string text;
  for (const auto byte : code) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

void load_sequences(const Request& request) {
  const auto bodies = sources(request);
  if (bodies.empty()) {
    for (const auto& [option, given] :
         {std::pair("--asm-init", !request.asm_init.empty()),
          std::pair("--suite=own", std::ranges::find(request.suites, own::kSuite) != request.suites.end())})
      if (given)
        throw InputError(
            fmt::format("{} goes with a sequence of your own: --asm='…' or --asm-file=FILE "
                        "(docs/own-sequences.md)",
                        option));
    return;
  }
  const own::Source init{fmt::format("--asm-init='{}'", shown(request.asm_init)), request.asm_init};
  const bool executes = request.action == Action::run && !request.dry_run && request.topology.empty();
  for (const auto& body : bodies) {
    auto sequence = own::sequence_of(body, init, request.assembler);
    if (std::ranges::find(loaded(), sequence.name, &own::Sequence::name) != loaded().end())
      throw InputError(fmt::format("{} is the same sequence as another one: leave one of them out", body.option));
    if (executes) own::try_once(sequence);
    add_kernels(own::kernels_of(sequence));
    loaded().push_back(std::move(sequence));
  }
}

Fact sequences_fact() {
  std::vector<std::string> told;
  for (const auto& s : loaded())
    told.push_back(fmt::format("{} ({}{}{})", printable(s.name), hexadecimal(s.init), s.init.empty() ? "" : " ",
                               hexadecimal(s.body)));
  return {"sequences", join(told, "; "), loaded().empty() ? "none" : ""};
}

}  // namespace fenceline
