# The package eudrift-dev, made as its preset makes it, and its files under ${root}.
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE ${build} ${root})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${tree} -B ${build} -G ${generator} -D CMAKE_CXX_COMPILER=${compiler} -D BUILD_TESTING=OFF
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_CPACK_COMMAND} --config ${build}/CPackConfig.cmake -B ${build}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
set(package ${build}/eudrift-dev_${version}_all.deb)
execute_process(COMMAND ${dpkg} --field ${package} Package Version Architecture OUTPUT_VARIABLE told COMMAND_ERROR_IS_FATAL ANY)
if(NOT told MATCHES "Package: eudrift-dev\nVersion: ${version}\nArchitecture: all")
  message(FATAL_ERROR "the package says of itself: ${told}")
endif()
execute_process(COMMAND ${dpkg} --extract ${package} ${root} COMMAND_ERROR_IS_FATAL ANY)
