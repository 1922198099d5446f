# Configures, builds and runs one project; see CMakeLists.txt.
file(REMOVE_RECURSE ${build})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${source} -B ${build} -G ${generator}
    -D CMAKE_CXX_COMPILER=${compiler} -D "CMAKE_CXX_FLAGS=${flags}"
    -D CMAKE_PREFIX_PATH=${prefix} -D EUDRIFT_TREE=${tree}
    -D CMAKE_DISABLE_FIND_PACKAGE_CLI11=ON -D "EUDRIFT_EXAMPLES_LEFT_OUT=${left_out}"
  RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(refused)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")  # CMake folds long messages
  string(FIND "${text}" "${refused}" at)
  if(code EQUAL 0 OR at EQUAL -1)
    message(FATAL_ERROR "configuring should have failed with \"${refused}\", but gave ${code}:\n${text}")
  endif()
  return()
endif()
if(NOT code EQUAL 0)
  message(FATAL_ERROR "configuring failed:\n${text}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} COMMAND_ERROR_IS_FATAL ANY)
if(run)
  execute_process(COMMAND ${build}/${run} COMMAND_ERROR_IS_FATAL ANY)
endif()
if(installed)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${build}/prefix OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB_RECURSE files RELATIVE ${build}/prefix ${build}/prefix/*)
  if(NOT files STREQUAL installed)
    message(FATAL_ERROR "the project should have installed ${installed}, but installed: ${files}")
  endif()
endif()
