// What the doctor found, as a table of the run.
#pragma once
#include <harness/doctor/finding.h>
#include <harness/results/csv.h>

namespace fenceline {

const Table<Finding>& doctor_table();

}  // namespace fenceline
