// What was meant by a name that nobody knows.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fenceline {

/// The known names nearest to `wrong` by edit distance, at most `most`, best first; none that
/// differ in more than half their letters.
std::vector<std::string> nearest(std::string_view wrong, const std::vector<std::string>& known, size_t most = 3);
/// The same for the end of a message: "; nearest: atomics, fences"; empty where nothing is near.
std::string nearest_note(std::string_view wrong, const std::vector<std::string>& known);
/// "unknown suite 'atomcs'; nearest: atomics, …; --list shows all"
std::string unknown(std::string_view what, std::string_view wrong, const std::vector<std::string>& known,
                    std::string_view hint);

}  // namespace fenceline
