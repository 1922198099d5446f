# Builds the tests of folder mpi with MPICH; see CMakeLists.txt.  Without optimisation, since what is asked is whether
# they compile and pass; those of the parts that depend most on an implementation, or all in the long form.
set(tests "communicator|collect_by_id|sparse_exchange|particle_exchange")
if(DEFINED ENV{EUDRIFT_LONG})
  set(tests ".")
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${tree} -B ${build} -G ${generator}
    -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_COMPILER_LAUNCHER=${launcher}
    -D CMAKE_BUILD_TYPE=None -D CMAKE_CXX_FLAGS=-O0
    -D MPI_CXX_COMPILER=${wrapper} -D MPIEXEC_EXECUTABLE=${mpiexec}
    "-D EUDRIFT_MPI_TESTS=${tests}" -D EUDRIFT_BUILD_EXAMPLES=OFF -D EUDRIFT_BUILD_BENCHMARKS=OFF
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} --target test_mpi --parallel 2 COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ldd ${build}/tests/mpi/test_mpi OUTPUT_VARIABLE libraries COMMAND_ERROR_IS_FATAL ANY)
if(NOT libraries MATCHES "libmpich" OR libraries MATCHES "openmpi|libopen-")
  message(FATAL_ERROR "the tests should be linked with MPICH alone, but are with:\n${libraries}")
endif()
