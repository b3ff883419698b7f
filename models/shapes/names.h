// Names of tests, in the manner of diy: a shape, then the edge of program order of each thread.
//
//   MP+dmb.sy+addr   message passing, a fence in the writer, an address dependency in the reader
//   SB+mfences       the same edge on every thread (plural s)
//   MP+popl+poap     annotated accesses: plain then release, acquire then plain
//   MP+rel+acq       the same, shorter
//   SB+rfi-pos       a chain of edges within each thread: rfi, then po; fri, coi and pos likewise
//   CoRW2+posh2h0+w0 sizes, of the accesses of each edge; last of the threads of one access
//   WRC+addrs+L      and the annotations of those, in capitals, RelSc for two
//   MP+*+addr        every edge that is legal at that place
#pragma once

#include <models/dialect/dialect.h>
#include <models/shapes/shapes.h>
#include <models/shapes/step.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fenceline::models {

// A name in its parts: one edge for each slot of the shape; and, if any are told, the sizes and the
// annotations of the threads of one access.
struct ParsedName {
  const Shape* shape = nullptr;
  std::vector<std::string> edges;
  std::vector<std::string> sizes = {};
  std::vector<std::string> annotations = {};  // "rel"; in the name "Rel", and "RelSc" for two
};
// Throws NameError. Edges are not yet looked at.
ParsedName parse_name(std::string_view name, Isa isa);
// The reverse, shortest: without edges if all are po, plural if all are equal.
std::string to_name(const ParsedName& name);

// The names that a pattern stands for, in the order of the dialect's edges; a name without `*`
// stands for itself. `SB+*` is `SB+*+*`. Throws NameError.
std::vector<std::string> expand(std::string_view pattern, Isa isa);
// Of so many names: `most` of them, drawn by `seed`; 0: all. Of these only those that are wanted; where many are not, fewer
// than `most` are found.
struct Sample {
  std::size_t most = 0;
  std::uint64_t seed = 0;
  std::function<bool(const std::string&)> wanted = nullptr;  // null: all
};
// The same, one by one: all edges of four threads are millions of names.
void expand(std::string_view pattern, Isa isa, const std::function<void(const std::string&)>& visit,
            const Sample& sample = {});

// Every name of one edge (no chain of them) that is legal between two such accesses, of one location if `same`.
std::vector<std::string> legal_edges(Dir from, Dir to, bool same, Isa isa);
// The same at slot number `slot` of the shape.
std::vector<std::string> legal_edges(const Shape& shape, int slot, Isa isa);

// Directions of the accesses of threads of one access.
std::vector<Dir> single_accesses(const Shape& shape);
// Every annotation that is legal on such an access, the plain one first.
std::vector<std::string> legal_annotations(Dir dir, Isa isa);

// Can tests of this instruction set tell the sizes that the shape asks for?
bool sizes_exist(const Shape& shape, Isa isa);

// Is the edge `weak` sure to order no more than `strong`? Compares fences by the accesses that they
// order, and annotations of po; other pairs only if they are equal or `weak` is po. Of chains step by step.
bool no_stronger(std::string_view weak, std::string_view strong, Isa isa);

}  // namespace fenceline::models
