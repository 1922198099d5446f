// SPDX-License-Identifier: BSL-1.0
// Pi by the program: its bits against a sum in integers, its error against the midpoint rule's, and the same on
// every executor and any number of ranks.
#include "catch.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <sys/wait.h>

namespace {

struct outcome {
  int code;
  std::string text;  ///< what was printed, to either stream

  std::string last_line() const {
    if (text.empty()) return "";
    const std::size_t before = text.rfind('\n', text.size() - 2);
    return text.substr(before == std::string::npos ? 0 : before + 1);
  }
  bool has(const std::string& part) const { return text.find(part) != std::string::npos; }
};

outcome run_line(const std::string& line) {
  outcome o{-1, {}};
  std::FILE* const out = popen((line + " 2>&1").c_str(), "r");
  REQUIRE(out != nullptr);
  char piece[4096];
  while (const std::size_t n = std::fread(piece, 1, sizeof piece, out)) o.text.append(piece, n);
  const int how = pclose(out);
  if (WIFEXITED(how)) o.code = WEXITSTATUS(how);
  return o;
}
outcome run(const std::string& words) { return run_line(std::string(EUDRIFT_PI) + " " + words); }

double value_in(const outcome& o) {
  const std::string before = "pi is ";
  const std::size_t at = o.last_line().find(before);
  INFO(o.text);
  REQUIRE(o.code == 0);
  REQUIRE(at == 0);
  return std::stod(o.last_line().substr(before.size()));
}

/// The heights are doubles from 2 to 4, whole multiples of 2^-51, and up to 1023 of them add up in 64 bits: the sum is
/// exact, and rounded to double once.
double by_integers(int strips) {
  std::uint64_t sum = 0;
  for (int i = 0; i < strips; ++i) {
    const double x = (2.0 * i + 1.0) / (2.0 * strips);
    sum += static_cast<std::uint64_t>(std::ldexp(4.0 / (1.0 + x * x), 51));
  }
  return std::ldexp(static_cast<double>(sum), -51) / strips;
}

const std::vector<std::string> on_one_process{
    "--executor serial",
#if defined(EUDRIFT_WITH_OPENMP)
    "--executor openmp --threads 1", "--executor openmp --threads 3", "--executor openmp",
#endif
#if defined(EUDRIFT_WITH_GPU)
    "--executor gpu",
#endif
};
const std::vector<std::string> on_many{
    "--executor mpi",
#if defined(EUDRIFT_WITH_OPENMP)
    "--executor mpi --local openmp --threads 2",
#endif
#if defined(EUDRIFT_WITH_GPU)
    "--executor mpi --local gpu",
#endif
};

}  // namespace

TEST_CASE("pi has the bits of a sum in integers") {
  for (const int terms : {1, 2, 7, 1000, 1023})
    CHECK(value_in(run("--terms " + std::to_string(terms))) == by_integers(terms));
}

TEST_CASE("the error of pi is that of the midpoint rule") {
  // h^2 / 24 (f'(0) - f'(1)) with f' = 0 and -2 there; the next term, in h^4, is zero.
  for (const double n : {10.0, 100.0, 1000.0}) {
    const double error = value_in(run("--terms " + std::to_string(static_cast<int>(n)))) - std::numbers::pi;
    CHECK(std::abs(error - 1 / (12 * n * n)) < 1e-15 + 1 / (n * n * n * n * n * n));
  }
  CHECK(std::abs(value_in(run("")) - std::numbers::pi) < 1e-13);
}

TEST_CASE("pi is the same on every executor of one process") {
  const std::string expected = run("").last_line();
  CHECK(expected.starts_with("pi is 3.14159265358"));
  for (const std::string& words : on_one_process) {
    const outcome o = run(words);
    INFO(words << "\n" << o.text);
    CHECK(o.last_line() == expected);
    CHECK(o.text.starts_with("rank 0 of 1 on host "));
    CHECK(o.has(words.find("--threads 3") != std::string::npos ? "openmp: threads 0 1 2 on "
                : words == "--executor gpu"                    ? "gpu: device 0 ("
                                                               : "thread"));
  }
}

#if defined(EUDRIFT_MPIEXEC)
TEST_CASE("pi is the same for any number of ranks, each of which says where it runs") {
  for (const std::string terms : {"5", "100000"}) {
    const std::string expected = run("--terms " + terms).last_line();
    for (const int ranks : {1, 2, 3, 4, 7})
      for (const std::string& words : on_many) {
        const bool serial = words == on_many.front();
        if (terms == "5" && (ranks != 7 || !serial)) continue;  // here two ranks have none
        const outcome o =
            run_line(EUDRIFT_MPIEXEC + std::to_string(ranks) + " " EUDRIFT_PI " " + words + " --terms " + terms);
        INFO(ranks << " ranks " << words << "\n" << o.text);
        CHECK(o.code == 0);
        CHECK(o.last_line() == expected);
        std::size_t at = 0;
        for (int rank = 0; rank < ranks; ++rank) {
          const std::string who = "rank " + std::to_string(rank) + " of " + std::to_string(ranks) + " on host ";
          const std::size_t begin = o.text.find(who, at);
          REQUIRE(begin != std::string::npos);
          at = o.text.find('\n', begin);
          const std::string line = o.text.substr(begin, at - begin);
          const std::string threads = serial                                        ? "serial: thread 0"
                                      : words.find("gpu") != std::string::npos ? "gpu: device "
                                                                               : "openmp: threads 0 1 on ";
          CHECK(line.find(", mpi over " + threads) != std::string::npos);
        }
      }
  }
}

TEST_CASE("pi without mpirun is one rank") {
  const outcome o = run_line(EUDRIFT_MPI_SETTINGS EUDRIFT_PI " --executor mpi");
  CHECK(o.has("rank 0 of 1 on host "));
  CHECK(o.last_line() == run("").last_line());
}
#else
TEST_CASE("pi without MPI says how it is had") {
  const outcome o = run("--executor mpi");
  CHECK(o.code == 2);
  CHECK(o.text == "pi: the executor mpi is not built in: install MPI, e.g. libopenmpi-dev, and configure again\n");
}
#endif

TEST_CASE("pi says in one sentence what cannot be meant") {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"--executor threads", "pi: there is no executor threads; choose one of serial, openmp, gpu, mpi\n"},
      {"--local openmp", "pi: --local openmp is what runs in each process of mpi, but the executor is serial; "},
      {"--executor mpi --local mpi", "pi: --local is mpi, but in each process serial, openmp or gpu is expected\n"},
      {"--executor mpi --local abacus", "pi: there is no executor abacus; choose one of "},
      {"--device 0", "pi: --device is a card of the executor gpu, but kernels run on serial; add --executor gpu or "},
      {"--executor mpi --device 0", "pi: --device is a card of the executor gpu, but kernels run on serial; add --local gpu or "},
#if defined(EUDRIFT_WITH_GPU)
      {"--executor gpu --device 999", "pi: gpu_executor: device 999 was asked for, but "},
#else
      {"--executor gpu", "pi: the executor gpu is not built in: install Thrust, "},
#endif
      {"--threads 2", "pi: --threads is 2, but the executor serial has one; add --executor openmp\n"},
      {"--executor mpi --threads 2", "pi: --threads is 2, but the executor serial has one; add --local openmp\n"},
      {"--terms 0", "pi: --terms: "},
      {"--term 10", "pi: "},
  };
  for (const auto& [words, sentence] : wrong) {
    const outcome o = run(words);
    INFO(words << "\n" << o.text);
    CHECK(o.code == 2);
    CHECK(o.text.starts_with(sentence));
    CHECK(o.text.find('\n') == o.text.size() - 1);
  }
}
