// SPDX-License-Identifier: BSL-1.0
// Turns the tracks that happiest_particle wrote into CSV, GeoJSON, a page that plays them, or files for ParaView.
#include "convert.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  tracks_to::request what;
  CLI::App app("Turns tracks into CSV, GeoJSON, a page of HTML that plays them, or files for ParaView (VTK).");
  app.add_option("tracks", what.tracks, "File that happiest_particle wrote")->required()->option_text("TRACKS.nc");
  app.add_option("--format", what.format, "csv, geojson, html or vtk; else by the ending of --output")
      ->option_text("FORMAT");
  app.add_option("--output", what.output, "File to write, .csv, .geojson, .html or .pvd")
      ->required()
      ->option_text("NAME");
  app.add_option("--mesh", what.forcing, "Forcing of the run, for html and vtk")->option_text("FORCING.nc...");
  app.add_option("--field", what.fields, "Fields of the forcing for vtk, beside current, elevation and depth")
      ->option_text("FIELD...");
  try {
    app.parse(argc, argv);
    std::cout << tracks_to::convert(what) << '\n';
    return 0;
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const std::exception& e) {
    std::cerr << "tracks_to: " << e.what() << '\n';
    return 2;
  }
}
