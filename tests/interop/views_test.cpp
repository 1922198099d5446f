// SPDX-License-Identifier: BSL-1.0
// Arrays of others, viewed where they lie: a kernel writes through the view, and the array has it.
#include <eudrift/exec/serial.hpp>
#include <eudrift/interop/mdspan.hpp>
#if __has_include(<Eigen/Core>)
#include <eudrift/interop/eigen.hpp>
#endif
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

#include "../catch.hpp"
#include "../support/sentence.hpp"

#include <array>
#include <numeric>
#include <vector>

using namespace eudrift;
using test::sentence;

namespace {

/// A quarter turn of each item, in place.
struct turn {
  soa_view<double, 2> of;
  EUDRIFT_FN void operator()(index_t i) const {
    const auto p = of.load(i);
    of.store(i, {-p[1], p[0]});
  }
};

/// As much of std::mdspan as is asked for, with any strides.
template <class T, int Rank>
struct strided {
  using element_type = T;
  T* first;
  std::array<index_t, Rank> extents, strides;
  static constexpr int rank() { return Rank; }
  T* data_handle() const { return first; }
  index_t extent(int r) const { return extents[static_cast<std::size_t>(r)]; }
  index_t stride(int r) const { return strides[static_cast<std::size_t>(r)]; }
};
static_assert(MdspanLike<strided<double, 2>> && !MdspanLike<std::vector<double>>);

std::vector<double> counted(std::size_t n) {
  std::vector<double> all(n);
  std::iota(all.begin(), all.end(), 0.0);
  return all;
}

}  // namespace

TEST_CASE("An mdspan whose components lie one after the other is viewed, in either order of its dimensions") {
  const serial_executor ex;
  std::vector<double> x = counted(10);  // room for 5 items
  const auto by_item = soa_view_of<2>(strided<double, 2>{x.data(), {4, 2}, {1, 5}});
  const auto by_component = soa_view_of<2, 0>(strided<double, 2>{x.data(), {2, 4}, {5, 1}});
  CHECK(by_item.size == 4);
  CHECK(by_item.data[1] == x.data() + 5);
  CHECK(by_component.data[1] == by_item.data[1]);
  ex.map(by_item.size, turn{by_item});
  CHECK(x == std::vector<double>{-5, -6, -7, -8, 4, 0, 1, 2, 3, 9});

  const auto one = view_of(strided<const double, 1>{x.data(), {10}, {1}});
  CHECK(one.size == 10);
  CHECK(&one[3] == &x[3]);
}

TEST_CASE("An mdspan of another layout is refused") {
  std::vector<double> x(10);
  CHECK(sentence([&] { soa_view_of<2>(strided<double, 2>{x.data(), {5, 2}, {2, 1}}); }) ==
        "the items of a component of an mdspan lie 2 apart, but a view needs them side by side; store one component after the other");
  CHECK(sentence([&] { soa_view_of<2>(strided<double, 2>{x.data(), {2, 5}, {5, 1}}); }).find("has 5 components, expected are 2") != std::string::npos);
  CHECK(sentence([&] { view_of(strided<double, 1>{x.data(), {5}, {2}}); }).find("lie 2 apart") != std::string::npos);
}

#if defined(__cpp_lib_mdspan)
TEST_CASE("The standard library's mdspan is viewed") {
  std::vector<double> x = counted(8);
  const std::mdspan<double, std::extents<int, std::dynamic_extent, 2>, std::layout_left> by_item(x.data(), 4);
  serial_executor{}.map(4, turn{soa_view_of<2>(by_item)});
  CHECK(x == std::vector<double>{-4, -5, -6, -7, 0, 1, 2, 3});
}
#endif

#if __has_include(<Eigen/Core>)
TEST_CASE("Eigen's arrays are viewed: vectors, parts of them, maps, and tables by columns") {
  const serial_executor ex;
  Eigen::ArrayXd u = Eigen::ArrayXd::LinSpaced(6, 0, 5);
  Eigen::VectorXd v = Eigen::VectorXd::LinSpaced(6, 10, 15);
  ex.map(6, turn{soa_view_of(u, v)});
  CHECK((u == -Eigen::ArrayXd::LinSpaced(6, 10, 15)).all());
  CHECK((v.array() == Eigen::ArrayXd::LinSpaced(6, 0, 5)).all());

  const Eigen::ArrayXd& read_only = u;
  static_assert(std::is_same_v<decltype(soa_view_of(read_only, v)), soa_view<const double, 2>>);
  static_assert(std::is_same_v<decltype(view_of(read_only)), view<const double>>);
  const Eigen::Ref<const Eigen::ArrayXd> ref(u);
  CHECK(view_of(ref).data == u.data());
  auto part = u.segment(2, 3);
  CHECK(view_of(part).data == u.data() + 2);
  CHECK(view_of(part).size == 3);

  Eigen::ArrayX2d places(5, 2);
  places.col(0).setLinSpaced(0, 4), places.col(1).setConstant(7);
  auto some = places.topRows(3);  // its columns lie five apart
  ex.map(3, turn{soa_view_of(some)});
  CHECK(places(2, 0) == -7);
  CHECK(places(2, 1) == 2);
  CHECK(places(3, 0) == 3);

  Eigen::ArrayXd shorter(5);
  CHECK(sentence([&] { soa_view_of(u, shorter); }) == "the components of an array have 6 and 5 items; give vectors of one size");
}

TEST_CASE("What of Eigen's has no memory, or a stride, is no array to be viewed") {
  using table = Eigen::Array<double, Eigen::Dynamic, 2, Eigen::RowMajor>;
  static_assert(EigenArray<Eigen::ArrayXd> && EigenArray<const Eigen::VectorXf> && EigenArray<Eigen::Ref<Eigen::ArrayXd>>);
  static_assert(!EigenArray<decltype(Eigen::ArrayXd() + Eigen::ArrayXd())>);
  static_assert(!EigenArray<decltype(std::declval<table>().col(0))>);
  static_assert(!EigenArray<Eigen::Map<Eigen::ArrayXd, 0, Eigen::InnerStride<2>>> && !EigenArray<std::vector<double>>);
  CHECK(EigenArray<table>);
}

TEST_CASE("Eigen's small vectors are positions") {
  const Eigen::Vector2d here(3, 4);
  CHECK(to_vec(here) == vec<double, 2>{3, 4});
  CHECK(to_vec(2 * here) == vec<double, 2>{6, 8});
  CHECK(to_eigen(vec<double, 2>{3, 4}) == here);
}
#endif
