# A build by hand with the flags that pkg-config tells.
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${build})
file(MAKE_DIRECTORY ${build})
set(ENV{PKG_CONFIG_PATH} ${prefix}/share/pkgconfig)
execute_process(COMMAND ${pkg_config} --modversion eudrift
  OUTPUT_VARIABLE told OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
if(NOT told STREQUAL version)
  message(FATAL_ERROR "pkg-config says that this is version ${told}, but it is ${version}")
endif()
execute_process(COMMAND ${pkg_config} --cflags eudrift-reproducible OUTPUT_VARIABLE own COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(own UNIX_COMMAND "${own} ${flags}")
execute_process(
  COMMAND ${compiler} -std=c++20 ${own} -DCONSUMER_REPRODUCIBLE ${source}/main.cpp ${source}/other.cpp -o ${build}/consumer
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${build}/consumer COMMAND_ERROR_IS_FATAL ANY)
