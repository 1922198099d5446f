# What tests, examples and benchmarks share: the build type, the parts that were found, the warnings.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT DEFINED CMAKE_COMPILE_WARNING_AS_ERROR)
  set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
endif()
option(EUDRIFT_NATIVE "Build examples and benchmarks for this machine's own instruction set" ON)

# Every part whose dependency is on this machine, as one target, with a definition for each
# (EUDRIFT_WITH_OPENMP, EUDRIFT_WITH_NETCDF) by which a program can tell.  All but
# MPI and METIS: who runs on one machine need not load them, so they are linked by name.
add_library(eudrift_found INTERFACE)
target_link_libraries(eudrift_found INTERFACE eudrift::eudrift eudrift::reproducible)
set(EUDRIFT_PARTS_MISSING "")
macro(eudrift_find_part part dependency)
  find_package(${ARGN} QUIET)
  if(TARGET ${dependency} AND "${part}" MATCHES "^(mpi|metis)$")
  elseif(TARGET ${dependency})
    target_link_libraries(eudrift_found INTERFACE eudrift::${part})
    string(TOUPPER ${part} upper)
    target_compile_definitions(eudrift_found INTERFACE EUDRIFT_WITH_${upper})
  else()
    list(APPEND EUDRIFT_PARTS_MISSING ${part})
    message(STATUS "eudrift: part ${part} is left out, ${dependency} was not found")
  endif()
endmacro()
eudrift_find_part(openmp OpenMP::OpenMP_CXX OpenMP COMPONENTS CXX)
eudrift_find_part(netcdf netCDF::netcdf netCDF CONFIG)
eudrift_find_part(mpi MPI::MPI_CXX MPI COMPONENTS CXX)
list(APPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
eudrift_find_part(metis METIS::METIS METIS MODULE)
eudrift_find_part(json nlohmann_json::nlohmann_json nlohmann_json CONFIG)

add_library(eudrift_strict INTERFACE)
target_compile_options(eudrift_strict INTERFACE
  $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wconversion>
  # g++ 12 takes "text" + std::string for overlapping copies at -O3 (its bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:MSVC>:/W4>)

add_library(eudrift_native INTERFACE)
if(EUDRIFT_NATIVE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-march=native EUDRIFT_HAS_MARCH_NATIVE)
  if(EUDRIFT_HAS_MARCH_NATIVE)
    target_compile_options(eudrift_native INTERFACE -march=native)
  endif()
endif()
