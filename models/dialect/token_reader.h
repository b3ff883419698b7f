// Takes the tokens of a program one after the other, and says where it is when something else was expected: what the parsers of
// C and of Go share.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fenceline::models {

// Token: {text, at}; Error: made of {where it is, what is wrong}.
template <class Token, class Error>
class TokenReader {
 protected:
  using Place = decltype(Token::at);

  // `begin`: where a text without tokens stands; `is_word`: whether a token is a name; `most_depth`: Depths at one time.
  TokenReader(std::vector<Token> all, Place begin, bool (*is_word)(std::string_view), int most_depth)
      : all_(std::move(all)), end_(all_.empty() ? begin : all_.back().at), is_word_(is_word), most_depth_(most_depth) {}

  [[noreturn]] void fail(const std::string& message) const { throw Error{where(), message}; }
  bool at_end() const { return next_ == all_.size(); }
  std::string_view peek(std::size_t ahead = 0) const {
    return next_ + ahead < all_.size() ? all_[next_ + ahead].text : std::string_view();
  }
  Place where() const { return at_end() ? end_ : all_[next_].at; }
  std::string found() const { return at_end() ? "the end of the code" : "'" + std::string(peek()) + "'"; }
  bool take(std::string_view text) {
    if (peek() != text) return false;
    ++next_;
    return true;
  }
  void expect(std::string_view text, std::string_view role) {
    if (!take(text)) fail("expected '" + std::string(text) + "' " + std::string(role) + ", found " + found());
  }
  std::string word(std::string_view what) {
    if (!is_word_(peek())) fail("expected " + std::string(what) + ", found " + found());
    return std::string(all_[next_++].text);
  }

  // Text may nest deeper than the stack is high.
  struct Depth {
    explicit Depth(TokenReader& r) : reader(r) {
      if (++reader.depth_ > reader.most_depth_) reader.fail("nested too deeply");
    }
    ~Depth() { --reader.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    TokenReader& reader;
  };

  std::vector<Token> all_;
  std::size_t next_ = 0;

 private:
  Place end_;
  bool (*is_word_)(std::string_view);
  int most_depth_, depth_ = 0;
};

}  // namespace fenceline::models
