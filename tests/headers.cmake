# Each header compiled alone, included twice, with the strict warnings, by the compiler of this build; those of
# the core by nvcc too, where it is found.
set(verified "")
foreach(part IN ITEMS eudrift eudrift_openmp eudrift_gpu_host eudrift_netcdf eudrift_mpi eudrift_metis eudrift_json eudrift_testing eudrift_eigen)
  string(REGEX REPLACE "eudrift_?" "" name ${part})
  if(name AND name IN_LIST EUDRIFT_PARTS_MISSING)
    continue()
  endif()
  get_target_property(headers ${part} HEADER_SET)
  set(sources "")
  foreach(header IN LISTS headers)
    string(REGEX REPLACE ".*/include/" "" header ${header})
    string(REGEX REPLACE "[/.]" "_" source ${header})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/twice/${source}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include <${header}>\n#include <${header}>\n")
    list(APPEND sources ${source})
  endforeach()
  if(sources)
    # The front end is what is asked, and the code is thrown away: hence -O0.
    add_library(${part}_twice OBJECT EXCLUDE_FROM_ALL ${sources})
    target_link_libraries(${part}_twice PRIVATE ${part} eudrift_reproducible eudrift_strict)
    target_compile_options(${part}_twice PRIVATE $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-O0>)
    list(APPEND verified ${part}_twice)
  endif()
endforeach()
# It has the machine to itself (RUN_SERIAL), so it takes all cores.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
add_test(NAME "headers: each alone and twice"
  COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --config $<CONFIG> --parallel ${cores} --target ${verified})
set_tests_properties("headers: each alone and twice" PROPERTIES LABELS headers TIMEOUT 1500 RUN_SERIAL ON)

if(EUDRIFT_NVCC)
  add_test(NAME "headers: nvcc" COMMAND ${CMAKE_COMMAND}
    -D nvcc=${EUDRIFT_NVCC} -D include=${PROJECT_SOURCE_DIR}/include
    -D device=${CMAKE_CURRENT_SOURCE_DIR}/device -D work=${CMAKE_CURRENT_BINARY_DIR}/nvcc
    -P ${CMAKE_CURRENT_SOURCE_DIR}/headers_nvcc.cmake)
  set_tests_properties("headers: nvcc" PROPERTIES LABELS headers TIMEOUT 900)
endif()

add_test(NAME "headers: floors" COMMAND ${CMAKE_COMMAND}
  -D tree=${PROJECT_SOURCE_DIR} -P ${CMAKE_CURRENT_SOURCE_DIR}/floors.cmake)
set_tests_properties("headers: floors" PROPERTIES LABELS headers TIMEOUT 60)

find_program(EUDRIFT_AWK awk)
if(EUDRIFT_AWK)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/*.hpp)
  add_test(NAME "headers: documented"
    COMMAND ${EUDRIFT_AWK} -f ${CMAKE_CURRENT_SOURCE_DIR}/documented.awk ${headers})
  set_tests_properties("headers: documented" PROPERTIES LABELS headers TIMEOUT 60)
endif()
