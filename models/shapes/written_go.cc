// Tests in Go that no name of a shape tells: whose goroutines start or wait for each other.
#include <models/shapes/written_go.h>

namespace fenceline::models {

std::vector<std::string> written_go() {
  return {R"(Go started
var x int
func f() {
	r0 := x
}
func main() {
	x = 1
	go f()
}
exists (1:r0=0))",
          R"(Go met
var x int
var c = make(chan int)
func P0() {
	x = 1
	<-c
}
func P1() {
	c <- 0
	r0 := x
}
exists (1:r0=0))",
          R"(Go waited-for
var x int
var wg sync.WaitGroup
func f() {
	x = 1
	wg.Done()
}
func main() {
	wg.Add(1)
	go f()
	wg.Wait()
	r0 := x
}
exists (0:r0=0))",
          R"(Go one-moment
var x int
var c = make(chan int, 1)
var d = make(chan int, 1)
func f() {
	d <- 1
	<-c
}
func main() {
	c <- 1
	go f()
	select {
	case <-d:
	case <-c:
	default:
		x = 1
	}
}
exists ([x]=1))"};
}

}  // namespace fenceline::models
