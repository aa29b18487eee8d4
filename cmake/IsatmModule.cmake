# SPDX-License-Identifier: Apache-2.0
# Compiler settings of every target, and isatm_module(): one library, its unit
# tests and its fuzz targets, from the files of one folder.

add_library(isatm_flags INTERFACE)
target_compile_features(isatm_flags INTERFACE c_std_17)
target_compile_options(isatm_flags INTERFACE
  -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings
  -Wvla -Wundef -Wformat=2 -Wno-unused-parameter -fno-common)
# Texts for people are cut to their buffers on purpose; gcc alone warns of that.
target_compile_options(isatm_flags INTERFACE $<$<C_COMPILER_ID:GNU>:-Wno-format-truncation>)
target_compile_definitions(isatm_flags INTERFACE _GNU_SOURCE)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_C_STANDARD 17)
if(ISATM_WERROR)
  target_compile_options(isatm_flags INTERFACE -Werror)
endif()
if(ISATM_SANITIZE)
  target_compile_options(isatm_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(isatm_flags INTERFACE -fsanitize=address,undefined)
endif()
if(ISATM_COVERAGE)
  target_compile_options(isatm_flags INTERFACE --coverage)
  target_link_options(isatm_flags INTERFACE --coverage)
endif()
# Optimisation across files makes the suite a tenth faster. It costs its time at each link, so isatm alone gets it, and
# not the hundred tests, which link the same libraries.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  set(ISATM_LTO ON)
  target_link_options(isatm_flags INTERFACE $<IF:$<BOOL:$<TARGET_PROPERTY:ISATM_LTO>>,-flto=auto,-fno-lto>)
endif()

# isatm_across_files(NAME): a library is compiled for it, a program linked with it.
function(isatm_across_files name)
  if(ISATM_LTO)
    set_target_properties(${name} PROPERTIES ISATM_LTO ON)
    target_compile_options(${name} PRIVATE -flto=auto -ffat-lto-objects)
  endif()
endfunction()
if(ISATM_FUZZ)
  # What a corpus reaches is measured with the same programs; they write it down only where LLVM_PROFILE_FILE says.
  set(reach -fprofile-instr-generate=/dev/null -fcoverage-mapping)
  target_compile_options(isatm_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all ${reach})
  target_link_options(isatm_flags INTERFACE -fsanitize=address,undefined ${reach})
endif()

# isatm_module(NAME FOLDER DEPENDS... [HIDDEN DEPENDS...]): library NAME from
# FOLDER/*.c whose public headers are FOLDER/include; one test program for each
# FOLDER/tests/test_*.c (libcheck), and one fuzz target for each FOLDER/fuzz/fuzz_*.c.
# Whoever uses NAME sees the headers of DEPENDS, but not of the HIDDEN ones.
function(isatm_module name folder)
  cmake_parse_arguments(arg "" "" "HIDDEN" ${ARGN})
  set(dir ${CMAKE_SOURCE_DIR}/${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.c)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} PUBLIC ${dir}/include PRIVATE ${dir})
  target_link_libraries(${name} PUBLIC isatm_flags ${arg_UNPARSED_ARGUMENTS} PRIVATE ${arg_HIDDEN})
  isatm_across_files(${name})
  isatm_module_tests(${name} ${folder} ${arg_HIDDEN})
endfunction()

# Tests and fuzz targets of a library; they see its hidden dependencies too.
function(isatm_module_tests name folder)
  set(dir ${CMAKE_SOURCE_DIR}/${folder})
  if(BUILD_TESTING AND TARGET PkgConfig::CHECK AND NOT ISATM_FUZZ)
    file(GLOB tests CONFIGURE_DEPENDS ${dir}/tests/test_*.c)
    foreach(test ${tests})
      get_filename_component(stem ${test} NAME_WE)
      set(target ${name}_${stem})
      add_executable(${target} ${test})
      target_include_directories(${target} PRIVATE ${dir} ${dir}/tests)
      target_link_libraries(${target} PRIVATE ${name} ${ARGN} PkgConfig::CHECK)
      target_compile_definitions(${target} PRIVATE SOURCE_DIR="${CMAKE_SOURCE_DIR}" BINARY_DIR="${CMAKE_BINARY_DIR}")
      # Long lists of assertions, run once: to optimise them takes longer than to run them.
      target_compile_options(${target} PRIVATE $<$<CONFIG:RelWithDebInfo>:-O1>)
      add_test(NAME ${name}/${stem} COMMAND ${target})
      set_tests_properties(${name}/${stem} PROPERTIES LABELS unit ENVIRONMENT "CK_FORK=no")
    endforeach()
  endif()
  if(ISATM_FUZZ)
    file(GLOB fuzzers CONFIGURE_DEPENDS ${dir}/fuzz/fuzz_*.c)
    foreach(fuzzer ${fuzzers})
      get_filename_component(stem ${fuzzer} NAME_WE)
      add_executable(${stem} ${fuzzer})
      target_include_directories(${stem} PRIVATE ${dir})
      target_link_libraries(${stem} PRIVATE ${name} ${ARGN})
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
      target_compile_definitions(${stem} PRIVATE SOURCE_DIR="${CMAKE_SOURCE_DIR}")
      set_target_properties(${stem} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
      set_property(GLOBAL APPEND PROPERTY ISATM_FUZZERS ${stem})
    endforeach()
  endif()
endfunction()
