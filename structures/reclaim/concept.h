// What a structure asks of a reclaimer: who decides when a node that was taken out may be destroyed, while others may
// still be reading it. A structure takes one as a template argument, R, and with it its atomics: R::Policy.
//
//   template <class T, class R>
//   class Stack {
//     using P = typename R::Policy;
//     struct Node : R::Node { … };                       // what will be retired derives from R::Node
//     using Link = Marked<Node>;                         // or Node*: what links hold
//    public:
//     using Member = typename R::Member;                 // each thread brings its own to each call
//     explicit Stack(R& domain);                         // a domain can serve many structures
//     bool try_pop(Member& member, T& item) {
//       const Inside inside(member);                     // enter(), and leave() at the end
//       for (;; P::retry()) {
//         // (2) acquire: pairs with the release in (1); forbids MP. The node is there until leave(), or until slot 0
//         // has another.
//         Link top = member.protect(0, top_, acquire<2>);
//         …
//         member.retire(top.node());                     // no link leads there any more, and none will
//       }
//     }
//   };
//
// Domain:  R(unsigned members): for so many threads at a time at most; one Member more throws std::length_error. Destroyed
//          after its members; what was retired and is still there is destroyed then.
// Member:  R::Member(R&): one for each thread that takes part. May be made by one thread and handed to another; one thread
//          at a time uses it. When it goes it waits for nobody: what it has retired and cannot destroy stays with the
//          domain.
//   enter(), leave()        an operation begins, ends; they do not nest. What protect() gave is not used beyond leave().
//   protect(slot, link, order)  loads `link` with that order, which is the structure's and has its number, and keeps the
//                           node that it names from being destroyed. Slots are 0 … R::kSlots - 1, and hold one node
//                           each; a structure asserts that R::kSlots are enough for it.
//   make<T>(args…)          a node, not published yet; T derives from R::Node
//   discard(node)           destroys one that never was published
//   retire(node)            destroys it with P::destroy as a T*, some time after everybody who could reach it has gone on.
//                           Called by the one thread that took it out, inside enter() and leave().
//   quiescent()             between two operations: this thread holds nothing. Only some reclaimers live by it; whoever
//                           runs operations in a loop says it now and then.
//   offline(), online()     between two operations: from here on this thread holds nothing, does no operation and may wait
//                           for whatever it likes, until it is back
//   flush()                 between two operations: destroys what can be of what this member has retired
// held(): nodes that were retired and are not destroyed yet, of all members; any thread may ask, and gets what was once
// true of each member.
//
// kRobust: a thread that stops inside an operation keeps a bounded number of nodes from being destroyed, and no more. How
// many are held then, at most, most_held(live) says, where so many were in the structures when it stopped.
//
// kTypeStable = true: nothing is destroyed before the domain. What is retired may be another node at once, whoever reads it;
// such a domain is for structures that keep to structures/reclaim/reuse.h, the others refuse it.
//
// Some have besides: member.synchronize(), between two operations: returns when every operation has ended that had begun.
//
// Other libraries' (structures/peers/) know threads and not domains: a Member belongs to the thread that makes it, and there
// is no held(). What they cannot do they say: kFlushes = false where flush() does nothing, kDrains = false where nodes
// may outlive the domain until their threads retire more, or end. kWaits = true: whoever has retired waits until the others'
// operations have ended, and holds back nothing meanwhile, for it does nothing.
#pragma once
#include <structures/reclaim/marked.h>

#include <concepts>
#include <cstddef>

namespace fenceline {

template <class R>
concept Reclaimer = requires(typename R::Member& member, typename R::Node*) {
  typename R::Policy;
  { R::kSlots } -> std::convertible_to<unsigned>;
  { R::kRobust } -> std::convertible_to<bool>;
  member.enter();
  member.leave();
  member.quiescent();
  member.offline();
  member.online();
  member.flush();
};

template <class R>
consteval bool flushes() {
  if constexpr (requires { R::kFlushes; }) return R::kFlushes;
  return true;
}
template <class R>
consteval bool drains() {
  if constexpr (requires { R::kDrains; }) return R::kDrains;
  return true;
}

template <class R>
consteval bool waits() {
  if constexpr (requires { R::kWaits; }) return R::kWaits;
  return false;
}

template <class R>
consteval bool type_stable() {
  if constexpr (requires { R::kTypeStable; }) return R::kTypeStable;
  return false;
}

/// Slots without end: what could be reached when the operation began stays until it ends, protected or not.
template <class R>
inline constexpr bool kKeepsAll = R::kSlots == ~0u;

/// The node that a link names, of either kind of link.
template <class Node>
Node* node_of(Node* node) {
  return node;
}
template <class Node>
Node* node_of(Marked<Node> link) {
  return link.node();
}

/// One operation.
template <class Member>
class Inside {
 public:
  explicit Inside(Member& member) : member_(member) { member_.enter(); }
  ~Inside() { member_.leave(); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  Member& member_;
};

}  // namespace fenceline
