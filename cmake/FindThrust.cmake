# Thrust's headers as Thrust::headers: CCCL of a CUDA toolkit, or Debian's and Ubuntu's libthrust-dev.  (The CMake packages
# that come with both make targets for one system each, and look for nvcc.)
find_path(Thrust_INCLUDE_DIR thrust/for_each.h
  HINTS ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda PATH_SUFFIXES include/cccl include)
mark_as_advanced(Thrust_INCLUDE_DIR)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Thrust REQUIRED_VARS Thrust_INCLUDE_DIR)
if(Thrust_FOUND AND NOT TARGET Thrust::headers)
  add_library(Thrust::headers INTERFACE IMPORTED)
  # nvcc has headers of its own, which are of one version with it.
  set_target_properties(Thrust::headers PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES $<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:${Thrust_INCLUDE_DIR}>)
endif()
