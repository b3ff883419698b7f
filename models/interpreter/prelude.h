// What every text in cat may use without a definition of its own, as far as it can be said in cat.
#pragma once

namespace fenceline::models::cat {

inline constexpr char kPrelude[] = R"(
(* The names of herd7's standard library. *)
let toid s = [s]
let fencerel f = (po & (_ * f)); po
let ctrlcfence (c, f) = (c & (_ * f)); po
let imply (a, b) = ~a | b
let nodetour (a, b, c) = a \ (b; c)
let singlestep r = r \ (r; r)
let udr r = domain r | range r
let map f =
  let rec each s = match s with
  || {} -> {}
  || e ++ rest -> f e ++ each rest
  end in each
procedure subseteq (a, b) = empty a \ b end
procedure inclusion (a, b) = empty a \ b end
procedure total (r, s) = empty (s * s) \ (r | r^-1) end
let inv-field = inv-domain
let NDATA = ADDR
let PoD = B
let BR = B
)";

}  // namespace fenceline::models::cat
