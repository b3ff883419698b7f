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

// What herd7's cos.cat and its like define, for a text that has changed what is written and read since it began.
inline constexpr char kOrders[] = R"(
with co from generate_cos(co0)
let coi = co & int
let coe = co & ext
let fr = (rf^-1; co) \ id
let fri = fr & int
let fre = fr & ext
)";

}  // namespace fenceline::models::cat
