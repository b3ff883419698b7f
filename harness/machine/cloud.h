// Which cloud the machine stands in, and what it is there: facts for run.csv. Pure over a way to read files; no metadata
// service is asked.
#pragma once
#include <harness/machine/environment.h>
#include <harness/machine/platform.h>

#include <string>
#include <vector>

namespace fenceline {

/// provider ("aws", "gcp", "azure" …), region, zone, image and instance_type: as DMI says, else as cloud-init has written
/// down when the machine was started (/run/cloud-init, which everybody may read).
std::vector<Fact> cloud(const ReadFile&);

/// "region=eu-central-1": what somebody else knows of the machine, as an inventory does. Throws InputError where that is no
/// KEY=VALUE, or no fact of cloud().
std::vector<Fact> parse_facts(const std::vector<std::string>& texts);
/// In the place of what was found out.
void replace(std::vector<Fact>& facts, const std::vector<Fact>& told);

}  // namespace fenceline
