<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- The report for people: one file, no outside resources; summary, requirements, a page for each case that did not pass. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:isatm:report:1"
                exclude-result-prefixes="r">
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>
  <xsl:key name="case" match="r:case" use="@id"/>

  <xsl:template match="/r:report">
    <html lang="en">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>isatm: <xsl:value-of select="r:subject/@iut"/>, <xsl:value-of select="r:basis/@profile"/></title>
        <style>
:root { color-scheme: light dark; --line: #8884; --pass: #1a7f37; --fail: #b42318; --open: #8a5a00; --none: #666; }
@media (prefers-color-scheme: dark) { :root { --pass: #4ac26b; --fail: #ff7b72; --open: #e3b341; --none: #9a9a9a; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: .2rem 0 } h2 { font-size: 1.2rem; margin-top: 2rem } h3 { font-size: 1rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top }
th { font-weight: 600 } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
.pass { color: var(--pass) } .fail, .error { color: var(--fail) } .inconclusive { color: var(--open) }
.untested, .not-applicable, .skipped, .none { color: var(--none) }
.v { font-weight: 600; white-space: nowrap } .id { white-space: nowrap }
code, pre { font: 13px/1.45 ui-monospace, monospace } pre { overflow-x: auto; border: 1px solid var(--line); padding: .5rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0 } dt { color: var(--none) } dd { margin: 0 }
.why { color: var(--none); font-size: .92em }
@media print { section.case { break-before: page } a { color: inherit; text-decoration: none } }
        </style>
      </head>
      <body>
        <header>
          <h1>
            <xsl:choose>
              <xsl:when test="r:requirement[@verdict='fail' or @verdict='error']"><span class="fail">Not conforming</span></xsl:when>
              <xsl:when test="r:requirement[@verdict='inconclusive']"><span class="inconclusive">Not decided</span></xsl:when>
              <xsl:when test="r:requirement[@verdict='pass']"><span class="pass">No breach found</span></xsl:when>
              <xsl:otherwise><span class="none">Nothing was tested</span></xsl:otherwise>
            </xsl:choose>
          </h1>
          <p><xsl:value-of select="r:basis/@title"/></p>
          <xsl:if test="@complete = 'no'">
            <p class="fail">This run was stopped before its end: <xsl:value-of select="@why"/></p>
          </xsl:if>
          <dl>
            <dt>Implementation</dt>
            <dd><xsl:value-of select="concat(r:subject/@name, ' ', r:subject/@version, ' (', r:subject/@iut, ')')"/></dd>
            <dt>Probe</dt><dd><xsl:value-of select="r:subject/@probe"/></dd>
            <dt>Profile</dt><dd><xsl:value-of select="r:basis/@profile"/></dd>
            <dt>Seed</dt><dd><xsl:value-of select="r:basis/@seed"/></dd>
            <dt>Catalogue, vectors</dt>
            <dd><code><xsl:value-of select="r:basis/@catalogue"/></code>, <code><xsl:value-of select="r:basis/@vectors"/></code></dd>
            <dt>Tool</dt><dd>isatm <xsl:value-of select="@tool"/></dd>
            <xsl:if test="r:environment">
              <dt>Run</dt>
              <dd><xsl:value-of select="concat(r:environment/@started, ', ', r:environment/@seconds, ' s, ', r:environment/@machine)"/></dd>
            </xsl:if>
          </dl>
        </header>
        <xsl:apply-templates select="r:summary"/>
        <h2 id="requirements">Requirements</h2>
        <table>
          <thead><tr><th>Requirement</th><th>Level</th><th>Verdict</th><th>What it says</th><th>Cases</th></tr></thead>
          <tbody><xsl:apply-templates select="r:requirement"/></tbody>
        </table>
        <xsl:if test="r:subject/r:pics or r:subject/r:pixit">
          <h2 id="statement">Statement of the implementation</h2>
          <table>
            <thead><tr><th>PICS and PIXIT</th><th>Value</th></tr></thead>
            <tbody>
              <xsl:for-each select="r:subject/r:pics | r:subject/r:pixit">
                <tr><td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@value"/></td></tr>
              </xsl:for-each>
            </tbody>
          </table>
        </xsl:if>
        <h2 id="cases">Cases</h2>
        <table>
          <thead><tr><th>Case</th><th>Verdict</th><th class="n">Virtual time, s</th><th class="n">Events</th></tr></thead>
          <tbody>
            <xsl:for-each select="r:case">
              <tr>
                <td>
                  <xsl:choose>
                    <xsl:when test="@verdict != 'pass'"><a href="#{generate-id()}"><xsl:value-of select="@id"/></a></xsl:when>
                    <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
                  </xsl:choose>
                </td>
                <td class="v {@verdict}"><xsl:value-of select="@verdict"/></td>
                <td class="n"><xsl:value-of select="@duration"/></td>
                <td class="n"><xsl:value-of select="@events"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
        <xsl:apply-templates select="r:case[@verdict != 'pass']"/>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="r:summary">
    <h2 id="summary">Summary</h2>
    <p>
      <xsl:value-of select="@cases"/> cases:
      <span class="pass"><xsl:value-of select="@pass"/> passed</span>,
      <span class="fail"><xsl:value-of select="@fail"/> failed</span>,
      <span class="inconclusive"><xsl:value-of select="@inconclusive"/> inconclusive</span>,
      <span class="error"><xsl:value-of select="@error"/> errors</span>.
    </p>
    <table>
      <thead>
        <tr>
          <th>Document</th><th>Level</th><th class="n">passed</th><th class="n">failed</th><th class="n">inconclusive</th>
          <th class="n">untested</th><th class="n">testable</th><th class="n">in all</th>
        </tr>
      </thead>
      <tbody>
        <xsl:for-each select="r:document/*">
          <tr>
            <td><xsl:value-of select="../@id"/></td>
            <td><xsl:choose><xsl:when test="self::r:must">MUST</xsl:when><xsl:otherwise>SHOULD</xsl:otherwise></xsl:choose></td>
            <td class="n"><xsl:value-of select="@pass"/></td>
            <td class="n"><xsl:value-of select="@fail + @error"/></td>
            <td class="n"><xsl:value-of select="@inconclusive"/></td>
            <td class="n"><xsl:value-of select="@untested + @not-applicable + @skipped"/></td>
            <td class="n"><xsl:value-of select="@testable"/></td>
            <td class="n"><xsl:value-of select="@total"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="r:requirement">
    <tr id="{@id}">
      <td class="id"><xsl:value-of select="@id"/><br/><span class="why"><xsl:value-of select="concat(@document, ' ', @section)"/></span></td>
      <td><xsl:value-of select="@level"/><br/><span class="why"><xsl:value-of select="@basis"/></span></td>
      <td class="v {@verdict}"><xsl:value-of select="@verdict"/></td>
      <td><xsl:value-of select="r:text"/><xsl:if test="r:reason"><br/><span class="why"><xsl:value-of select="r:reason"/></span></xsl:if></td>
      <td>
        <xsl:for-each select="r:proof[@verdict != 'pass']">
          <a class="{@verdict}" href="#{generate-id(key('case', @case))}"><xsl:value-of select="@case"/></a><br/>
        </xsl:for-each>
        <xsl:if test="r:proof[@verdict = 'pass']">
          <span class="why"><xsl:value-of select="count(r:proof[@verdict = 'pass'])"/> passed</span>
        </xsl:if>
      </td>
    </tr>
  </xsl:template>

  <xsl:template match="r:case">
    <section class="case" id="{generate-id()}">
      <h2><span class="v {@verdict}"><xsl:value-of select="@verdict"/></span><xsl:text> </xsl:text><xsl:value-of select="@id"/></h2>
      <p><xsl:value-of select="r:purpose"/></p>
      <dl>
        <dt>Seed</dt><dd><xsl:value-of select="@seed"/></dd>
        <xsl:if test="@capture"><dt>Captures</dt><dd><code><xsl:value-of select="@capture"/></code></dd></xsl:if>
        <dt>Run it again</dt><dd><code><xsl:value-of select="r:replay"/></code></dd>
      </dl>
      <xsl:if test="r:error"><p class="error"><xsl:value-of select="concat(r:error/@blame, ': ', r:error)"/></p></xsl:if>
      <xsl:for-each select="r:finding[@verdict != 'pass']">
        <h3>
          <span class="v {@verdict}"><xsl:value-of select="@verdict"/></span><xsl:text> </xsl:text>
          <xsl:choose>
            <xsl:when test="@requirement"><a href="#{@requirement}"><xsl:value-of select="@requirement"/></a></xsl:when>
            <xsl:otherwise>preamble</xsl:otherwise>
          </xsl:choose>
          <xsl:if test="@line"> (line <xsl:value-of select="@line"/> of the vector)</xsl:if>
        </h3>
        <p><xsl:value-of select="r:reason"/></p>
        <xsl:if test="r:event">
          <pre><xsl:for-each select="r:event"><xsl:value-of select="concat(., '&#10;')"/></xsl:for-each></pre>
        </xsl:if>
      </xsl:for-each>
    </section>
  </xsl:template>
</xsl:stylesheet>
