// MD5 (RFC 1321), where other tools name things by it. It protects nothing.
#pragma once
#include <string>
#include <string_view>

namespace fenceline {

/// The 16 bytes.
std::string md5(std::string_view);
std::string hexadecimal(std::string_view bytes);

}  // namespace fenceline
