// Which registers an AArch64 instruction takes by their width (Arm ARM DDI 0487, C6.2): all of one, but for the status of a
// store, which is W, and for the source of an extension. A byte or a half-word is held by W; by X where its sign is
// extended.
#include <base/text.h>
#include <models/dialect/aarch64_mnemonics.h>
#include <models/dialect/aarch64_reader.h>
#include <models/dialect/build.h>

namespace fenceline::models::aarch64 {
namespace {

/// Bytes of the registers that hold what is accessed; 0: those of the first.
int width_held(const AccessMnemonic& m) {
  if (m.size == 0) return 0;
  if (!m.sign) return m.size == 8 ? 8 : 4;
  return m.size == 4 ? 8 : 0;
}

bool is_extension(std::string_view operand) {
  return extensions().contains(lower(operand.substr(0, operand.find_first_of("# \t"))));
}

}  // namespace

void check_widths(const Words& words, const std::string& name) {
  const auto access = access_mnemonics().find(words.mnemonic);
  const bool accesses = access != access_mnemonics().end();
  const bool has_status = accesses && (access->second.kind == AccessMnemonic::kStoreX ||
                                       access->second.kind == AccessMnemonic::kStoreXPair);
  const bool extends = extensions().contains(words.mnemonic),
             long_product = words.mnemonic.ends_with("l") && words.mnemonic.size() == 6;
  int width = accesses ? width_held(access->second) : 0;
  for (std::size_t i = 0; i < words.operands.size(); ++i) {
    const AArch64Register r = decode_aarch64_register(words.operands[i]);
    if (!r.valid) continue;
    const bool is_status = has_status && i == 0;
    const bool is_extended = (extends && i == 1) || (long_product && (i == 1 || i == 2)) ||
                             (i + 1 < words.operands.size() && is_extension(words.operands[i + 1]));
    if (!is_status && !is_extended && width == 0) width = r.size;
    const int taken = is_status || (is_extended && width < 8) ? 4 : is_extended ? r.size : width;
    if (r.size != taken) unreadable("'" + name + "' does not take " + upper(words.operands[i]) + " there");
  }
}

}  // namespace fenceline::models::aarch64
