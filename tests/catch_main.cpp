// SPDX-License-Identifier: BSL-1.0
// The main of every test program that brings none of its own.
int run_catch(int argc, char** argv);

int main(int argc, char** argv) { return run_catch(argc, argv); }
