// SPDX-License-Identifier: BSL-1.0
// A real cut of FVCOM's output, which does not say where it is open.
#include <eudrift/mesh/open_edges.hpp>
#include <eudrift/netcdf/fvcom_source.hpp>

#include "catch.hpp"

TEST_CASE("The cut of San Francisco Bay has 155 solid and 42 open edges by the flow at its surface") {
  using eudrift::index_t;
  eudrift::fvcom_source source({EUDRIFT_EXAMPLE_DATA "/sfbofs_fvcom.nc"});
  eudrift::mesh_data mesh = source.mesh();
  eudrift::boundary_flow flow(mesh);
  std::vector<double> u(static_cast<std::size_t>(mesh.elements())), v(u);
  for (index_t slice = 0; slice < static_cast<index_t>(source.times().size()); ++slice) {
    source.read("u", slice, 0, 0, u);
    source.read("v", slice, 0, 0, v);
    flow.add(u, v);
  }
  const auto& g = flow.greatest();
  CHECK(std::count_if(g.begin(), g.end(), [](double x) { return x < 1e-3; }) == 155);
  CHECK(std::count_if(g.begin(), g.end(), [](double x) { return x > 0.05; }) == 42);
  const auto gap = flow.widest_gap();
  CHECK((gap.below < 1e-3 && gap.above > 0.05));
  const eudrift::edge_counts made = flow.open(mesh);
  CHECK((made.solid == 155 && made.open == 42));
}
