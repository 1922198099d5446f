// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"
#include "set_up.hpp"

#include <eudrift/exec/serial.hpp>

void happiest_particle::run_serial(const options& o) { run_on(eudrift::serial_executor{}, o); }
