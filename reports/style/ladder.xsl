<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- The ladder diagram of a case: nodes are columns, virtual time runs down, an arrow is what was sent. Numbers are
     whole and count rows and columns; times are the texts of the report. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:isatm:report:1"
                exclude-result-prefixes="r">
  <xsl:variable name="left" select="164"/>
  <xsl:variable name="row" select="22"/>
  <xsl:variable name="band" select="8"/>

  <xsl:template match="r:ladder">
    <xsl:variable name="columns" select="count(r:node)"/>
    <!-- Few columns stand wide apart, many still leave room for the words beside them. -->
    <xsl:variable name="between">
      <xsl:choose>
        <xsl:when test="$columns &lt;= 5">150</xsl:when>
        <xsl:when test="$columns &lt;= 8"><xsl:value-of select="floor(640 div ($columns - 1))"/></xsl:when>
        <xsl:otherwise>92</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="text" select="$left + ($columns - 1) * $between + 78"/>
    <xsl:variable name="width" select="$text + 500"/>
    <h3 class="of-first">What happened</h3>
    <p class="why legend">
      <b class="sig">signalling</b>, <b class="rsvp">RSVP</b>, <b class="data">data</b>, dashed: lost or damaged; ×: so many alike, counted.
      <span class="proof">Proves a finding</span><xsl:text> </xsl:text><span class="decides">▶ decides the case</span>
    </p>
    <!-- A table of bands of some rows: on paper pages break between bands, and the heads stand on each page. -->
    <div class="wide ladder" tabindex="0" role="region" aria-label="Ladder diagram of {../@id}">
      <table role="presentation">
        <thead>
          <tr>
            <th>
              <svg width="{$width}" height="36" viewBox="0 0 {$width} 36">
                <text class="time" x="110" y="23">time, s</text>
                <xsl:for-each select="r:node">
                  <xsl:variable name="x" select="$left + (position() - 1) * $between"/>
                  <g>
                    <title><xsl:choose><xsl:when test="@is = 'iut'">the implementation under test</xsl:when><xsl:when test="@is = 'network'">the ATM network</xsl:when><xsl:when test="@is = 'several'">nodes that have no part in the decision</xsl:when><xsl:otherwise>a tester</xsl:otherwise></xsl:choose></title>
                    <line class="life {@is}" x1="{$x}" x2="{$x}" y1="30" y2="36"/>
                    <rect class="head {@is}" x="{$x - 40}" y="6" width="80" height="24" rx="4"/>
                    <text class="name {@is}" x="{$x}" y="23"><xsl:value-of select="@name"/><xsl:if test="@is = 'iut'"> (IUT)</xsl:if></text>
                  </g>
                </xsl:for-each>
              </svg>
            </th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="r:step[position() mod $band = 1]">
            <xsl:call-template name="band">
              <xsl:with-param name="steps" select=". | following-sibling::r:step[position() &lt; $band]"/>
              <xsl:with-param name="width" select="$width"/>
              <xsl:with-param name="text" select="$text"/>
              <xsl:with-param name="between" select="$between"/>
            </xsl:call-template>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
    <xsl:if test="@after &gt; 0"><p class="why of-first"><xsl:value-of select="@after"/> more rows after the decision are in the trace.</p></xsl:if>
  </xsl:template>

  <xsl:template name="band">
    <xsl:param name="steps"/>
    <xsl:param name="width"/>
    <xsl:param name="text"/>
    <xsl:param name="between"/>
    <xsl:variable name="height" select="count($steps) * $row"/>
    <tr>
      <td>
        <svg width="{$width}" height="{$height}" viewBox="0 0 {$width} {$height}">
          <xsl:for-each select="$steps">
            <xsl:if test="@proof or @decides">
              <rect x="0" y="{(position() - 1) * $row}" width="{$width}" height="{$row}">
                <xsl:attribute name="class">
                  <xsl:choose><xsl:when test="@decides">decides</xsl:when><xsl:otherwise>proof</xsl:otherwise></xsl:choose>
                </xsl:attribute>
              </rect>
            </xsl:if>
          </xsl:for-each>
          <xsl:for-each select="../r:node">
            <xsl:variable name="x" select="$left + (position() - 1) * $between"/>
            <line class="life {@is}" x1="{$x}" x2="{$x}" y1="0" y2="{$height}"/>
          </xsl:for-each>
          <xsl:for-each select="$steps">
            <xsl:call-template name="step">
              <xsl:with-param name="y" select="(position() - 1) * $row + 13"/>
              <xsl:with-param name="text" select="$text"/>
              <xsl:with-param name="between" select="$between"/>
            </xsl:call-template>
          </xsl:for-each>
        </svg>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="step">
    <xsl:param name="y"/>
    <xsl:param name="text"/>
    <xsl:param name="between"/>
    <xsl:variable name="x1" select="$left + @from * $between"/>
    <xsl:variable name="x2" select="$left + @to * $between"/>
    <g>
      <xsl:attribute name="class">step <xsl:value-of select="@kind"/><xsl:if test="@lost"> lost</xsl:if><xsl:if test="@bad"> bad</xsl:if></xsl:attribute>
      <title><xsl:value-of select="concat('event ', @event, ': ', @name, ' ', @what)"/></title>
      <text class="time" x="110" y="{$y + 4}"><xsl:call-template name="seconds"><xsl:with-param name="t" select="@time"/></xsl:call-template></text>
      <xsl:if test="@decides"><text class="mark" x="4" y="{$y + 4}">▶</text></xsl:if>
      <xsl:choose>
        <xsl:when test="@kind = 'gap'">
          <text class="gap" x="{$left}" y="{$y + 4}">… <xsl:value-of select="concat(@times, ' rows: ', @what)"/> …</text>
        </xsl:when>
        <xsl:when test="@from = @to">
          <circle cx="{$x1}" cy="{$y}" r="4"/>
          <text class="label" x="{$x1 + 9}" y="{$y + 4}"><xsl:value-of select="@name"/></text>
        </xsl:when>
        <xsl:when test="@from &lt; @to">
          <path d="M{$x1} {$y}H{$x2 - 5}"/>
          <path class="tip" d="M{$x2} {$y}l-8 -4v8z"/>
          <xsl:call-template name="on-arrow"><xsl:with-param name="x" select="$x1 + 8"/><xsl:with-param name="y" select="$y - 3"/></xsl:call-template>
        </xsl:when>
        <xsl:otherwise>
          <path d="M{$x1} {$y}H{$x2 + 5}"/>
          <path class="tip" d="M{$x2} {$y}l8 -4v8z"/>
          <xsl:call-template name="on-arrow"><xsl:with-param name="x" select="$x2 + 12"/><xsl:with-param name="y" select="$y - 3"/></xsl:call-template>
        </xsl:otherwise>
      </xsl:choose>
      <xsl:if test="@kind != 'gap'">
        <text class="what" x="{$text}" y="{$y + 4}">
          <xsl:if test="@times"><tspan class="times"><xsl:value-of select="concat('×', @times, ' until ')"/><xsl:call-template name="seconds"><xsl:with-param name="t" select="@last"/></xsl:call-template></tspan><xsl:text> </xsl:text></xsl:if>
          <xsl:if test="@lost"><tspan class="fail">lost </tspan></xsl:if>
          <xsl:if test="@bad"><tspan class="fail">damaged </tspan></xsl:if>
          <xsl:value-of select="@what"/>
        </text>
      </xsl:if>
    </g>
  </xsl:template>

  <xsl:template name="on-arrow">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <text class="label" x="{$x}" y="{$y}"><xsl:value-of select="@name"/></text>
  </xsl:template>
</xsl:stylesheet>
