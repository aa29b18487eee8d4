/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line per defect or harmless variant: X(identifier, "topic/mnemonic").
 * The descriptions, with the rows each must and may fail, are in
 * conformance/defects/. No include guard: included several times.
 */
