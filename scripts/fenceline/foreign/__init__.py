"""Other ISAs: cross builds, runs under QEMU, exact counts, and whole machines."""
