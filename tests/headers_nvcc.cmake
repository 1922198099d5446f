# Every header of the core, every kernel instantiated for a device and their block form for the host, by
# nvcc; all warnings errors, no card needed:
#   cmake -D nvcc=<nvcc> -D include=<include folder> -D device=<folder with kernels.cu> -D work=<scratch folder>
#     -P headers_nvcc.cmake
cmake_minimum_required(VERSION 3.25)
set(flags -std=c++20 -arch=sm_80 --fmad=false -DEUDRIFT_REPRODUCIBLE=1 -Werror all-warnings -I${include})
file(GLOB_RECURSE headers RELATIVE ${include} ${include}/eudrift/*.hpp)
list(FILTER headers EXCLUDE REGEX "^eudrift/(openmp|gpu|netcdf|mpi|metis|json|testing|interop)/")
# What hosts alone call is compiled at once, folder by folder, but in the long form, which has each header alone.
set(for_hosts checkpoint forcing output partition region release swarm)
if(DEFINED ENV{EUDRIFT_LONG})
  set(for_hosts "")
endif()
list(LENGTH headers count)
set(units "")
foreach(folder IN LISTS for_hosts)
  set(some ${headers})
  list(FILTER some INCLUDE REGEX "^eudrift/${folder}/")
  list(FILTER headers EXCLUDE REGEX "^eudrift/${folder}/")
  list(TRANSFORM some REPLACE ".+" "#include <\\0>\n")
  list(JOIN some "" some)
  list(APPEND units "${some}")
endforeach()
foreach(header IN LISTS headers)
  list(APPEND units "#include <${header}>\n")
endforeach()
foreach(unit IN LISTS units)
  file(WRITE ${work}/one.cu "${unit}${unit}")
  execute_process(COMMAND ${nvcc} ${flags} -cubin -o ${work}/one.cubin ${work}/one.cu COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# All of them once through the host compiler as well, with its own warnings.
execute_process(COMMAND ${nvcc} ${flags} -Xcompiler=-Wall,-Wextra,-Wconversion,-Werror,-ffp-contract=off
  -c -o ${work}/blocks.o ${device}/blocks.cu COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${nvcc} ${flags} -cubin -o ${work}/kernels.cubin ${device}/kernels.cu COMMAND_ERROR_IS_FATAL ANY)
message("${count} headers")
