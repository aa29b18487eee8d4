<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- JUnit from a report: a test case for each case, classname = topic of its vector. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:isatm:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:template match="/r:report">
    <testsuites name="isatm" tests="{r:summary/@cases}" failures="{r:summary/@fail}" errors="{r:summary/@error}">
      <testsuite name="{r:basis/@profile}" tests="{r:summary/@cases}" failures="{r:summary/@fail}"
                 errors="{r:summary/@error}" skipped="{r:summary/@inconclusive}">
        <properties>
          <property name="iut" value="{r:subject/@iut}"/>
          <property name="seed" value="{r:basis/@seed}"/>
          <property name="catalogue" value="{r:basis/@catalogue}"/>
        </properties>
        <xsl:apply-templates select="r:case"/>
      </testsuite>
    </testsuites>
  </xsl:template>
  <xsl:template match="r:case">
    <testcase name="{@id}" classname="isatm.{substring-before(@vector, '/')}" time="{@duration}">
      <xsl:choose>
        <xsl:when test="@verdict = 'fail'">
          <failure type="conformance">
            <xsl:attribute name="message">
              <xsl:value-of select="r:finding[@verdict = 'fail'][1]/@requirement"/>
              <xsl:text>: </xsl:text>
              <xsl:value-of select="r:finding[@verdict = 'fail'][1]/r:reason"/>
            </xsl:attribute>
            <xsl:apply-templates select="r:finding[@verdict = 'fail']"/>
            <xsl:value-of select="concat('replay: ', r:replay)"/>
          </failure>
        </xsl:when>
        <xsl:when test="@verdict = 'error'">
          <error type="{r:error/@blame}" message="{r:error}"/>
        </xsl:when>
        <xsl:when test="@verdict != 'pass'">
          <skipped message="inconclusive: {r:finding[@verdict = 'inconclusive'][1]/r:reason}"/>
        </xsl:when>
      </xsl:choose>
    </testcase>
  </xsl:template>
  <xsl:template match="r:finding">
    <xsl:value-of select="concat(@requirement, ': ', r:reason, '&#10;')"/>
    <xsl:for-each select="r:event"><xsl:value-of select="concat('  ', ., '&#10;')"/></xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
