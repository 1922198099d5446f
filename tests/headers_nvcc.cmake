# Every header of the core, every kernel instantiated for a device and their block form for the host, by
# nvcc; all warnings errors, no card needed:
#   cmake -D nvcc=<nvcc> -D include=<include folder> -D device=<folder with kernels.cu> -D work=<scratch folder>
#     -P headers_nvcc.cmake
cmake_minimum_required(VERSION 3.25)
set(flags -std=c++20 -arch=sm_80 --fmad=false -DEUDRIFT_REPRODUCIBLE=1 -Werror all-warnings -I${include})
file(GLOB_RECURSE headers RELATIVE ${include} ${include}/eudrift/*.hpp)
list(FILTER headers EXCLUDE REGEX "^eudrift/(openmp|gpu|netcdf|mpi|metis|json|testing|interop)/")
# Those of output are for hosts alone, and compiled at once.
set(output ${headers})
list(FILTER output INCLUDE REGEX "^eudrift/output/")
list(FILTER headers EXCLUDE REGEX "^eudrift/output/")
list(TRANSFORM output REPLACE ".+" "#include <\\0>\n")
list(JOIN output "" output)
file(WRITE ${work}/one.cu "${output}${output}")
execute_process(COMMAND ${nvcc} ${flags} -cubin -o ${work}/one.cubin ${work}/one.cu COMMAND_ERROR_IS_FATAL ANY)
foreach(header IN LISTS headers)
  file(WRITE ${work}/one.cu "#include <${header}>\n#include <${header}>\n")
  execute_process(COMMAND ${nvcc} ${flags} -cubin -o ${work}/one.cubin ${work}/one.cu COMMAND_ERROR_IS_FATAL ANY)
endforeach()
# All of them once through the host compiler as well, with its own warnings.
execute_process(COMMAND ${nvcc} ${flags} -Xcompiler=-Wall,-Wextra,-Wconversion,-Werror,-ffp-contract=off
  -c -o ${work}/blocks.o ${device}/blocks.cu COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${nvcc} ${flags} -cubin -o ${work}/kernels.cubin ${device}/kernels.cu COMMAND_ERROR_IS_FATAL ANY)
list(LENGTH headers count)
message("${count} headers")
