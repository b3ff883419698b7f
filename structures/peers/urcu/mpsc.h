// liburcu's wait-free concurrent queue: one exchange to push, as Vyukov's; its consumers need a lock among themselves,
// one alone needs none.
// package: liburcu-dev
// header: urcu/wfcqueue.h
// library: urcu-common
#pragma once
#define _LGPL_SOURCE  // inlined, as the others are
#include <arch/cpu.h>
#include <structures/queue/concept.h>
#include <urcu/wfcqueue.h>

namespace fenceline::peers::urcu {

class WaitFreeQueue {
 public:
  struct Node : cds_wfcq_node {
    Node() { cds_wfcq_node_init(this); }
  };

  WaitFreeQueue() { __cds_wfcq_init(&head_, &tail_); }
  WaitFreeQueue(const WaitFreeQueue&) = delete;
  WaitFreeQueue& operator=(const WaitFreeQueue&) = delete;

  void push(Node* node) {
    cds_wfcq_node_init(node);
    cds_wfcq_enqueue(__cds_wfcq_head_cast(&head_), &tail_, node);
  }
  Node* pop() {
    cds_wfcq_node* const node = __cds_wfcq_dequeue_nonblocking(__cds_wfcq_head_cast(&head_), &tail_);
    return node == CDS_WFCQ_WOULDBLOCK ? nullptr : static_cast<Node*>(node);
  }

 private:
  alignas(arch::kPadBytes) cds_wfcq_tail tail_;
  alignas(arch::kPadBytes) __cds_wfcq_head head_;
};

template <class F>
void for_each_mpsc(F&& f) {
  f.template operator()<WaitFreeQueue>("urcu_wfcqueue");
}

}  // namespace fenceline::peers::urcu
