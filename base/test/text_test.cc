#include <base/text.h>
#include <gtest/gtest.h>

namespace fenceline {
namespace {

TEST(Shown, ShortTextIsTheSame) {
  EXPECT_EQ(shown("--pin=0,4-7"), "--pin=0,4-7");
  EXPECT_EQ(shown("Größe …"), "Größe …");
  EXPECT_EQ(shown(""), "");
}

TEST(Shown, WhatATerminalWouldObeyIsTold) {
  EXPECT_EQ(shown("a\nb\x1b[2J\x7f"), "a\\x0ab\\x1b[2J\\x7f");
  EXPECT_EQ(shown("\xff\xc3"), "\\xff\\xc3");
}

TEST(Shown, OfALongTextTheMiddleIsLeftOut) {
  EXPECT_EQ(shown("0123456789abcdef", 9), "012345…ef");
  EXPECT_EQ(shown(std::string(1'000'000, 'x')).size(), 59 + 3u);
  EXPECT_EQ(shown("aaaaaaaaaaaaaaaaaaaaöä", 6), "aaaa…ä");
  EXPECT_EQ(shown(std::string(100, 'x'), 100), std::string(100, 'x'));
}

TEST(Utf8, WhatIsOneCharacter) {
  EXPECT_EQ(utf8_character("a"), 1u);
  EXPECT_EQ(utf8_character("é"), 2u);
  EXPECT_EQ(utf8_character("…x"), 3u);
  EXPECT_EQ(utf8_character("\xf0\x9f\x98\x80"), 4u);
  for (const char* none :
       {"", "\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xff"})
    EXPECT_EQ(utf8_character(none), 0u) << shown(none);
}

TEST(Printable, WhatIsUtf8Stays) {
  for (const std::string text : {"", "plain", "±2 %", "EPYC™ – 7R13", "\xf0\x9f\x98\x80", "C:\\xylophone", "a\nb"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, OtherBytesAreShown) {
  EXPECT_EQ(printable("Dell\xff Inc"), "Dell\\xff Inc");
  EXPECT_EQ(printable("\xc3"), "\\xc3") << "cut short";
  EXPECT_EQ(printable("\xc3("), "\\xc3(");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(printable("\xe0\x80\x80"), "\\xe0\\x80\\x80") << "overlong";
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate";
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond U+10FFFF";
  EXPECT_EQ(printable("\x80é\xfe"), "\\x80é\\xfe");
}

TEST(Text, BytesAreToldInPowersOf1024) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(1023), "1023 B");
  EXPECT_EQ(bytes_text(48 << 10), "48 KiB");
  EXPECT_EQ(bytes_text(3 << 19), "1.5 MiB");
  EXPECT_EQ(bytes_text(uint64_t{5} << 50), "5120 TiB");
}

}  // namespace
}  // namespace fenceline
