#include <arch/cpu.h>
#include <kernels/litmus/program.h>
#include <models/search/enumerate.h>
#include <models/search/paths.h>
#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>

namespace fenceline::litmus {
namespace {

using models::LitmusTest;
using models::Value;

size_t up(size_t n, size_t to) { return (n + to - 1) / to * to; }

size_t widest_location(const LitmusTest& test) {
  size_t widest = 1;
  for (const auto& l : test.locations) widest = std::max(widest, size_t(l.size * l.elements));
  return std::bit_ceil(widest);
}

size_t end_of_cells(const LitmusTest& test, const Layout& layout, size_t cells) {
  size_t last = 0;
  for (const size_t o : layout.offset) last = std::max(last, o);
  return last + cells * layout.stride + widest_location(test) + arch::kPadBytes;
}

Layout make_layout(const LitmusTest& test, const Arrangement& a) {
  const size_t widest = widest_location(test), n = test.locations.size();
  const auto random = [&](size_t below) { return std::uniform_int_distribution<size_t>(0, below - 1)(*a.vary); };
  std::vector<size_t> order(n);
  for (size_t l = 0; l < n; ++l) order[l] = l;
  if (a.vary) std::shuffle(order.begin(), order.end(), *a.vary);
  const bool together = a.vary ? random(8) == 0 : a.together;
  const size_t least = together ? std::bit_ceil(n) * widest : widest;
  Layout out;
  out.width = a.width;
  out.unroll = a.unroll;
  out.column = up(a.cells * size_t(a.width), 128) + 128;
  out.stride = a.one_cell ? 0 : std::max(a.stride, least);
  if (a.vary) out.stride = up(least, arch::kLineBytes) * (1 + random(3));
  // Regions a multiple of 4 KiB apart would make loads wait for stores whose addresses end alike.
  const size_t region = up((a.one_cell ? 1 : a.cells) * out.stride + arch::kPadBytes, 4096) + 1024 + arch::kPadBytes;
  for (size_t l = 0; l < n; ++l) out.offset.push_back(order[l] * (together ? widest : region));
  if (!a.meet) return out;
  out.flags = up(end_of_cells(test, out, a.cells), kFlagBytes);
  out.delays.assign(test.threads.size(), std::vector<unsigned>(a.unroll));
  for (auto& thread : out.delays)
    for (auto& delay : thread) delay = a.delay == 0 ? 0 : unsigned(random(a.delay));
  return out;
}

}  // namespace

Pages::Pages(size_t bytes) : bytes_(up(bytes, 4096)) {
  void* p = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) throw std::runtime_error("no memory for the cells of a litmus test");
  data_ = static_cast<std::byte*>(p);
}
Pages::~Pages() { munmap(data_, bytes_); }

int largest_value(const LitmusTest& test) {
  constexpr Value kTooLarge = 127;
  Value largest = 0;
  const auto look = [&](Value v) { largest = v < 0 ? kTooLarge : std::clamp(v, largest, kTooLarge); };
  try {
    const auto paths = models::thread_paths(test);
    if (paths.cut || paths.parts) return -1;
    for (const auto& v : test.observed) {
      if (v.thread >= 0) {
        for (const auto& path : paths.of[size_t(v.thread)]) look(path.registers[size_t(v.index)]);
        continue;
      }
      const auto& location = test.locations[size_t(v.index)];
      const Value address = models::address_of(v.index) + v.element * location.size;
      const auto values = paths.domain.find(address);
      if (values == paths.domain.end()) return -1;
      // What is stored to a part of it tells no value of the whole.
      const auto next = std::next(values);
      if (next != paths.domain.end() && next->first < address + location.size) return -1;
      for (const Value value : values->second) look(value);
    }
  } catch (const models::Unsupported&) {
    return -1;
  }
  return largest >= kTooLarge ? -1 : int(largest);
}

Program::Program(const LitmusTest& test, const Arrangement& arrangement, Carry carry, const Sequence* sequence,
                 int largest)
    : test_(test), carry_(carry), count_(arrangement.cells), layout_(make_layout(test, arrangement)) {
  for (size_t t = 0; t < test.threads.size(); ++t) {
    code_.emplace_back(assemble(thread_text(test, int(t), layout_, carry, sequence)));
    out_.push_back(std::make_unique<Pages>(layout_.column * (test.observed.size() + 1)));
  }
  memory_ = std::make_unique<Pages>(std::max(
      end_of_cells(test, layout_, count_), layout_.flags == 0 ? 0 : layout_.flags + kFlagBytes * test.threads.size()));
  find_columns(carry == Carry::constants ? nullptr : sequence, largest);
}

std::string_view Program::instruction(const void* address) const {
  for (const Code& code : code_)
    if (const auto text = code.at(address); !text.empty()) return text;
  return {};
}

void Program::find_columns(const Sequence* sequence, int largest) {
  std::vector<size_t> position(test_.threads.size());
  for (size_t v = 0; v < test_.observed.size(); ++v) {
    const auto& variable = test_.observed[v];
    Column c;
    int location = variable.index;
    if (variable.thread >= 0) {
      const auto t = size_t(variable.thread);
      c.stride = size_t(layout_.width);
      c.bytes = layout_.width;
      c.data = out_[t]->data() + position[t]++ * layout_.column;
      if (sequence) location = sequence->sources[v].index;
    } else {
      const auto& l = test_.locations[size_t(location)];
      c.stride = layout_.stride;
      c.bytes = largest >= 0 || sequence ? 1 : l.size;
      c.data = memory_->data() + layout_.offset[size_t(location)] + variable.element * l.size +
               low_bytes(size_t(l.size), size_t(c.bytes));
    }
    if (sequence) {
      c.step = unsigned(sequence->step);
      c.old = test_.locations[size_t(location)].init[0];
      const bool constant = sequence->sources[v].kind == Source::constant && variable.thread >= 0;
      if (constant || sequence->stores[size_t(location)] == 0) {
        c.data = nullptr;
        c.fixed = constant ? sequence->sources[v].value : c.old;
      }
    }
    columns_.push_back(c);
  }
}

void Program::reset(size_t from, size_t to) const {
  for (size_t l = 0; l < test_.locations.size(); ++l) {
    const auto& location = test_.locations[l];
    for (int e = 0; e < location.elements; ++e) {
      std::byte* at = cells() + layout_.offset[l] + size_t(e * location.size);
      const Value value = location.init[size_t(e) % location.init.size()];
      const int target = models::location_at(value, int(test_.locations.size()));
      for (size_t i = from; i < to; ++i) {
        uint64_t real = uint64_t(value);
        if (target >= 0)
          real = reinterpret_cast<uint64_t>(cells()) + layout_.offset[size_t(target)] + i * layout_.stride +
                 uint64_t(value - models::address_of(target));
        std::memcpy(at + i * layout_.stride,
                    reinterpret_cast<const std::byte*>(&real) + low_bytes(sizeof real, size_t(location.size)),
                    size_t(location.size));
      }
    }
  }
}

void Program::zero() const {
  for (size_t l = 0; l < test_.locations.size(); ++l)
    for (size_t i = 0; i < (layout_.stride == 0 ? 1 : count_); ++i)
      std::memset(cells() + layout_.offset[l] + i * layout_.stride, 0, size_t(test_.locations[l].size));
}

void Program::touch() const {
  for (const size_t offset : layout_.offset)
    for (size_t b = 0; b <= count_ * layout_.stride; b += arch::kLineBytes)
      (void)*const_cast<volatile std::byte*>(cells() + offset + b);
}

Value Program::symbolic(uint64_t value, size_t i) const {
  for (size_t l = 0; l < test_.locations.size(); ++l) {
    const uint64_t at = reinterpret_cast<uint64_t>(cells()) + layout_.offset[l] + i * layout_.stride;
    const auto& location = test_.locations[l];
    if (value >= at && value < at + uint64_t(location.size * location.elements))
      return models::address_of(int(l)) + Value(value - at);
  }
  return Value(value);
}

}  // namespace fenceline::litmus
