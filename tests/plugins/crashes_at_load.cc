namespace {
volatile int* volatile nowhere = nullptr;
}
const int never = *nowhere;
