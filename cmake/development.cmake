# What tests, examples and benchmarks share: the build type, the parts that were found, the warnings.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT DEFINED CMAKE_COMPILE_WARNING_AS_ERROR)
  set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
endif()
option(EUDRIFT_NATIVE "Build examples and benchmarks for this machine's own instruction set" ON)
set(EUDRIFT_LOOP_OPTIONS "" CACHE STRING "Options of the units whose tests compute most (the program's time loop, meshes), after those of all others")

# Every part whose dependency is on this machine, as one target, with a definition for each
# (EUDRIFT_WITH_OPENMP, EUDRIFT_WITH_NETCDF) by which a program can tell.  All but
# MPI and METIS: who runs on one machine need not load them, so they are linked by name; but Eigen and Catch2, which only tests
# need; and but Thrust, for which a unit is compiled anew.
add_library(eudrift_found INTERFACE)
target_link_libraries(eudrift_found INTERFACE eudrift::eudrift eudrift::reproducible)
set(EUDRIFT_PARTS_MISSING "")
macro(eudrift_find_part part dependency)
  find_package(${ARGN} QUIET)
  if(TARGET ${dependency} AND "${part}" MATCHES "^(mpi|metis|gpu_host|eigen|testing)$")
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
eudrift_find_part(eigen Eigen3::Eigen Eigen3 CONFIG)
eudrift_find_part(testing Catch2::Catch2 Catch2)
eudrift_find_part(gpu_host Thrust::headers Thrust MODULE)
if("openmp" IN_LIST EUDRIFT_PARTS_MISSING)
  list(APPEND EUDRIFT_PARTS_MISSING gpu_host)
endif()

# The executors of examples/custom_executor, which are tested with ours.
find_package(TBB CONFIG QUIET)
add_library(eudrift_own_executors INTERFACE)
if(TARGET TBB::tbb)
  target_link_libraries(eudrift_own_executors INTERFACE TBB::tbb)
  target_compile_definitions(eudrift_own_executors INTERFACE EUDRIFT_WITH_TBB)
else()
  message(STATUS "eudrift: the executor over oneTBB is left out, TBB::tbb was not found (Debian, Ubuntu: apt-get install libtbb-dev)")
endif()

find_program(EUDRIFT_NVCC nvcc HINTS ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda PATH_SUFFIXES bin)
# What the executor gpu of programs and of tests/gpu runs on.  For a card nvcc compiles all units of a program, since these
# exchange types of the library.
set(EUDRIFT_GPU host CACHE STRING "What the executor gpu runs on: host (Thrust's OMP system), cuda, or off")
set_property(CACHE EUDRIFT_GPU PROPERTY STRINGS host cuda off)
if(EUDRIFT_GPU STREQUAL "cuda")
  if(NOT DEFINED CMAKE_CUDA_COMPILER AND NOT EUDRIFT_NVCC)
    message(FATAL_ERROR "eudrift: EUDRIFT_GPU is cuda, but nvcc was not found; put it on the path or set CUDA_PATH")
  elseif(NOT DEFINED CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_COMPILER ${EUDRIFT_NVCC})
  endif()
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)  # and, as PTX of the last, all that come later
  endif()
  enable_language(CUDA)
elseif(NOT EUDRIFT_GPU MATCHES "^(host|off)$")
  message(FATAL_ERROR "eudrift: EUDRIFT_GPU is ${EUDRIFT_GPU}; host, cuda or off is expected")
endif()

set(EUDRIFT_HAS_GPU TRUE)
if(EUDRIFT_GPU STREQUAL "off" OR (EUDRIFT_GPU STREQUAL "host" AND "gpu_host" IN_LIST EUDRIFT_PARTS_MISSING))
  set(EUDRIFT_HAS_GPU FALSE)
endif()

# eudrift_add_gpu(<target>): the target's units are for the executor gpu, where there is one.
function(eudrift_add_gpu target)
  if(NOT EUDRIFT_HAS_GPU)
    return()
  endif()
  if(EUDRIFT_GPU STREQUAL "cuda")
    get_target_property(sources ${target} SOURCES)
    set_source_files_properties(${sources} PROPERTIES LANGUAGE CUDA)
    target_link_libraries(${target} PRIVATE eudrift::gpu)
    if(NOT "openmp" IN_LIST EUDRIFT_PARTS_MISSING)
      target_compile_options(${target} PRIVATE -Xcompiler=${OpenMP_CXX_FLAGS})
    endif()
  else()
    target_link_libraries(${target} PRIVATE eudrift::gpu_host)
    # Thrust's own code binds a reference to nothing, which UndefinedBehaviorSanitizer would tell.
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-fno-sanitize=null>)
  endif()
  target_compile_definitions(${target} PRIVATE EUDRIFT_WITH_GPU)
endfunction()

add_library(eudrift_strict INTERFACE)
target_compile_options(eudrift_strict INTERFACE
  $<$<COMPILE_LANG_AND_ID:CXX,GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wconversion>
  # What nvcc makes of the code is not pedantic; its 177 is for names that a unit does not use, as units of properties.
  $<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:-Xcompiler=-Wall,-Wextra,-Wconversion,-Wno-restrict;--diag-suppress=177>
  # g++ 12 takes "text" + std::string for overlapping copies at -O3 (its bug 105651).
  $<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<CXX_COMPILER_ID:MSVC>:/W4>)

add_library(eudrift_native INTERFACE)
if(EUDRIFT_NATIVE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-march=native EUDRIFT_HAS_MARCH_NATIVE)
  if(EUDRIFT_HAS_MARCH_NATIVE)
    target_compile_options(eudrift_native INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-march=native>)
  endif()
endif()
