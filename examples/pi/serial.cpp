// SPDX-License-Identifier: BSL-1.0
#include "executors.hpp"
#include "pi.hpp"

#include <eudrift/exec/serial.hpp>

#include <cstdio>

std::string pi::one_thread() { return "thread 0"; }

void pi::run_serial(const options& o) {
  std::puts(process_line(0, 1, "serial", one_thread()).c_str());
  print_result(area(eudrift::serial_executor{}, o.terms, share_of(o.terms, 0, 1)), o.terms);
}
