# What tests, examples and benchmarks share: a build type, the parts that were found, the warnings.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "build type" FORCE)
endif()
if(NOT DEFINED CMAKE_COMPILE_WARNING_AS_ERROR)
  set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
endif()

# Every part whose dependency is on this machine, as one target, with a definition for each
# (EUDRIFT_WITH_OPENMP, EUDRIFT_WITH_NETCDF) by which a program can tell.
add_library(eudrift_found INTERFACE)
target_link_libraries(eudrift_found INTERFACE eudrift::eudrift eudrift::reproducible)
find_package(OpenMP QUIET COMPONENTS CXX)
find_package(netCDF CONFIG QUIET)
set(EUDRIFT_PARTS_MISSING "")
foreach(part_target IN ITEMS openmp:OpenMP::OpenMP_CXX netcdf:netCDF::netcdf)
  string(REGEX MATCH "^([a-z]+):(.+)$" matched ${part_target})
  set(part ${CMAKE_MATCH_1})
  if(TARGET ${CMAKE_MATCH_2})
    string(TOUPPER ${part} upper)
    target_link_libraries(eudrift_found INTERFACE eudrift::${part})
    target_compile_definitions(eudrift_found INTERFACE EUDRIFT_WITH_${upper})
  else()
    list(APPEND EUDRIFT_PARTS_MISSING ${part})
    message(STATUS "eudrift: part ${part} is left out, ${CMAKE_MATCH_2} was not found")
  endif()
endforeach()

add_library(eudrift_strict INTERFACE)
target_compile_options(eudrift_strict INTERFACE
  $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wconversion>
  $<$<CXX_COMPILER_ID:MSVC>:/W4>)
