<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- JUnit from a report: a test case for each case, classname = topic of its vector. Of the dialects that readers know
     this is the strictest (schema/junit.rng): every attribute that some of them demand, none that some refuse. Times
     are virtual. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:isatm:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>

  <xsl:template match="/r:report">
    <xsl:variable name="open" select="r:summary/@inconclusive + r:summary/@expected-failure"/>
    <testsuites>
      <testsuite id="0" package="isatm" name="{r:basis/@profile}" tests="{r:summary/@cases}"
                 failures="{r:summary/@fail + r:summary/@unexpected-pass}" errors="{r:summary/@error}" skipped="{$open}"
                 hostname="localhost" time="{format-number(sum(r:case/@duration), '0.000')}">
        <xsl:attribute name="timestamp">
          <xsl:choose>
            <!-- Without the offset: strict readers take no other form. -->
            <xsl:when test="string-length(r:environment/@started) &gt;= 19"><xsl:value-of select="substring(r:environment/@started, 1, 19)"/></xsl:when>
            <xsl:otherwise>1970-01-01T00:00:00</xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
        <properties>
          <property name="iut" value="{r:subject/@iut}"/>
          <property name="implementation" value="{concat(r:subject/@name, ' ', r:subject/@version)}"/>
          <property name="seed" value="{r:basis/@seed}"/>
          <property name="catalogue" value="{r:basis/@catalogue}"/>
          <property name="outcome" value="{r:summary/@outcome}"/>
        </properties>
        <xsl:apply-templates select="r:case"/>
        <system-out>
          <xsl:value-of select="concat('exit code ', r:summary/@code)"/>
          <xsl:for-each select="r:subject/r:statement"><xsl:value-of select="concat('&#10;PICS ', @name, ': ', @value)"/></xsl:for-each>
        </system-out>
        <system-err><xsl:if test="@complete = 'no'"><xsl:value-of select="concat('incomplete: ', @why)"/></xsl:if></system-err>
      </testsuite>
    </testsuites>
  </xsl:template>

  <xsl:template match="r:case">
    <testcase name="{@id}" classname="isatm.{substring-before(@vector, '/')}" time="{format-number(@duration, '0.000')}">
      <xsl:choose>
        <xsl:when test="@verdict = 'fail'">
          <failure type="conformance">
            <xsl:attribute name="message"><xsl:apply-templates select="r:finding[@verdict = 'fail'][1]" mode="line"/></xsl:attribute>
            <xsl:apply-templates select="r:finding[@verdict = 'fail']"/>
            <xsl:apply-templates select="r:frame"/>
            <xsl:value-of select="concat('replay: ', r:replay)"/>
          </failure>
        </xsl:when>
        <xsl:when test="@verdict = 'unexpected-pass'">
          <failure type="unexpected-pass" message="it passed, and the ledger says that it fails"/>
        </xsl:when>
        <xsl:when test="@verdict = 'error'">
          <error type="{r:error/@blame}" message="{r:error}"><xsl:value-of select="concat('replay: ', r:replay)"/></error>
        </xsl:when>
        <xsl:when test="@verdict = 'expected-failure'">
          <skipped>
            <xsl:attribute name="message">expected failure: <xsl:apply-templates select="r:finding[@verdict = 'fail'][1]" mode="line"/></xsl:attribute>
          </skipped>
        </xsl:when>
        <xsl:when test="@verdict != 'pass'">
          <skipped message="inconclusive: {r:finding[@verdict = 'inconclusive'][1]/r:reason}"/>
        </xsl:when>
      </xsl:choose>
    </testcase>
  </xsl:template>

  <xsl:template match="r:finding" mode="line">
    <xsl:if test="@requirement"><xsl:value-of select="concat(@requirement, ': ')"/></xsl:if>
    <xsl:value-of select="r:reason"/>
  </xsl:template>
  <xsl:template match="r:finding">
    <xsl:apply-templates select="." mode="line"/>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
  <xsl:template match="r:frame"><xsl:value-of select="concat('  ', @line, '&#10;')"/></xsl:template>
</xsl:stylesheet>
