<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- The page of one case that did not pass. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:isatm:report:1"
                exclude-result-prefixes="r">
  <xsl:key name="open" match="r:finding[@verdict = 'inconclusive']" use="concat(../@number, ' ', @line, ' ', r:reason)"/>

  <!-- Cases of one vector that fail at the same place are alike: on paper one of them is shown whole. -->
  <xsl:key name="alike" match="r:case[r:finding[@verdict = 'fail'] and r:ladder]" use="concat(@vector, ' ', r:finding[@verdict = 'fail'][1]/@requirement, ' ', r:finding[@verdict = 'fail'][1]/@line)"/>

  <xsl:template match="r:case">
    <xsl:variable name="first" select="key('alike', concat(@vector, ' ', r:finding[@verdict = 'fail'][1]/@requirement, ' ', r:finding[@verdict = 'fail'][1]/@line))[1]"/>
    <xsl:variable name="again" select="r:ladder and $first and generate-id($first) != generate-id()"/>
    <section class="case" id="case-{@number}" aria-label="{@id}">
      <xsl:if test="$again"><xsl:attribute name="class">case again</xsl:attribute></xsl:if>
      <h2><span class="v {@verdict}"><xsl:value-of select="@verdict"/></span><xsl:text> </xsl:text><xsl:value-of select="@id"/></h2>
      <p><xsl:value-of select="key('vector', @vector)"/></p>
      <dl>
        <xsl:if test="r:cause">
          <dt>Likely cause</dt>
          <dd><b><xsl:value-of select="r:cause/@who"/></b>: <xsl:value-of select="r:cause"/></dd>
        </xsl:if>
        <xsl:if test="r:error"><dt>Error</dt><dd class="error"><xsl:value-of select="concat(r:error/@blame, ': ', r:error)"/></dd></xsl:if>
        <dt>Run it again</dt><dd><code class="copy"><xsl:value-of select="r:replay"/></code></dd>
        <dt>Vector</dt><dd><a href="#v-{@vector}"><xsl:value-of select="@vector"/></a><span class="why"><xsl:value-of select="concat(' as ', @role)"/><xsl:for-each select="r:param"><xsl:value-of select="concat(', ', @name, ' ', @value)"/></xsl:for-each></span></dd>
        <dt>Captures</dt>
        <dd><xsl:choose><xsl:when test="@capture"><code><xsl:value-of select="@capture"/></code></xsl:when><xsl:otherwise><span class="why">not kept; <code>--pcap DIR</code> keeps them</span></xsl:otherwise></xsl:choose></dd>
        <dt>Seed, events</dt><dd><xsl:value-of select="concat(@seed, ', ', @events)"/></dd>
      </dl>
      <xsl:apply-templates select="r:finding[@verdict = 'fail' or @verdict = 'error']"/>
      <xsl:if test="r:finding[@verdict = 'inconclusive']">
        <h3>Not decided in this case</h3>
        <ul>
          <!-- One step of the script that was not reached leaves many requirements open: one line for all of them. -->
          <xsl:for-each select="r:finding[@verdict = 'inconclusive'][generate-id() = generate-id(key('open', concat(../@number, ' ', @line, ' ', r:reason))[1])]">
            <li>
              <xsl:for-each select="key('open', concat(../@number, ' ', @line, ' ', r:reason))">
                <xsl:choose>
                  <xsl:when test="@requirement"><a href="#r-{@requirement}"><xsl:value-of select="@requirement"/></a></xsl:when>
                  <xsl:otherwise>preamble</xsl:otherwise>
                </xsl:choose>
                <xsl:if test="position() != last()">, </xsl:if>
              </xsl:for-each>
              <xsl:if test="@line"><span class="why"> (line <xsl:value-of select="@line"/> of the vector)</span></xsl:if>
              <xsl:value-of select="concat(': ', r:reason)"/>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <xsl:if test="r:frame">
        <h3 class="of-first">The frames that prove it</h3>
        <xsl:apply-templates select="r:frame"/>
      </xsl:if>
      <xsl:apply-templates select="r:ladder"/>
      <xsl:if test="$again"><p class="why on-paper">Frames and diagram are like those of <xsl:value-of select="$first/@id"/>; on a screen they stand here.</p></xsl:if>
      <p class="why of-screen"><a href="#failures">All cases that did not pass</a></p>
    </section>
  </xsl:template>

  <xsl:template name="name-of-finding">
    <xsl:choose>
      <xsl:when test="@requirement"><a href="#r-{@requirement}"><xsl:value-of select="@requirement"/></a></xsl:when>
      <xsl:otherwise>preamble</xsl:otherwise>
    </xsl:choose>
    <xsl:if test="@line"><span class="why"> (line <xsl:value-of select="@line"/> of the vector)</span></xsl:if>
  </xsl:template>

  <xsl:template match="r:finding">
    <xsl:variable name="number" select="../@number"/>
    <div class="finding">
      <h3>
        <span class="v {@verdict}"><xsl:value-of select="@verdict"/></span><xsl:text> </xsl:text>
        <xsl:call-template name="name-of-finding"/>
        <xsl:if test="@expected"><span class="why"> (in the ledger)</span></xsl:if>
      </h3>
      <dl>
        <xsl:for-each select="key('requirement', @requirement)">
          <dt>Requirement</dt>
          <dd><xsl:value-of select="concat(@level, ': ', r:text)"/><xsl:text> </xsl:text><span class="why"><xsl:value-of select="concat(@document, ' ', @section)"/></span></dd>
        </xsl:for-each>
        <xsl:choose>
          <xsl:when test="r:wanted">
            <dt>Expected</dt><dd><xsl:value-of select="r:wanted"/></dd>
            <dt>Seen</dt><dd class="seen"><xsl:value-of select="r:seen"/></dd>
          </xsl:when>
          <xsl:otherwise><dt>Finding</dt><dd class="seen"><xsl:value-of select="r:reason"/></dd></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="r:compared">
          <dt>Field by field</dt>
          <dd>
            <table class="compared">
              <thead><tr><th scope="col">Field</th><th scope="col">Expected</th><th scope="col">Seen</th></tr></thead>
              <tbody>
                <xsl:for-each select="r:compared">
                  <tr class="{@fits}">
                    <td><xsl:value-of select="@name"/></td>
                    <td><xsl:choose><xsl:when test="@wanted"><xsl:value-of select="@wanted"/></xsl:when><xsl:otherwise><span class="why">anything</span></xsl:otherwise></xsl:choose></td>
                    <td><xsl:value-of select="@seen"/><xsl:if test="@fits = 'no'"><span class="not"> ✗</span></xsl:if></td>
                  </tr>
                </xsl:for-each>
              </tbody>
            </table>
          </dd>
        </xsl:if>
        <xsl:if test="r:script"><dt>The vector says</dt><dd><pre><xsl:value-of select="r:script"/></pre></dd></xsl:if>
        <xsl:if test="r:event">
          <dt>Shown by</dt>
          <dd>
            <xsl:for-each select="r:event">
              <a href="#f-{$number}-{@id}">event <xsl:value-of select="@id"/></a><span class="why"> at <xsl:call-template name="seconds"><xsl:with-param name="t" select="@time"/></xsl:call-template> s</span>
              <xsl:if test="position() != last()">, </xsl:if>
            </xsl:for-each>
          </dd>
        </xsl:if>
      </dl>
    </div>
  </xsl:template>

  <xsl:template match="r:frame">
    <xsl:variable name="reasons"><xsl:for-each select="../r:finding[r:event/@id = current()/@event]"><xsl:value-of select="concat(' ', r:reason, ' ', r:script)"/></xsl:for-each></xsl:variable>
    <xsl:variable name="words" select="concat(' ', translate($reasons, ',;:()=&quot;', '       '), ' ')"/>
    <details class="frame" id="f-{../@number}-{@event}">
      <xsl:if test="../r:ladder/r:step[@decides and @event = current()/@event]"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary><span class="why">event <xsl:value-of select="@event"/></span><xsl:text> </xsl:text><code><xsl:value-of select="@line"/></code></summary>
      <ul class="fields">
        <xsl:for-each select="r:field">
          <li>
            <xsl:if test="contains($words, concat(' ', @name, ' '))"><xsl:attribute name="class">named</xsl:attribute></xsl:if>
            <span><xsl:value-of select="@name"/></span><xsl:text> </xsl:text>
            <b><xsl:value-of select="@value"/></b>
            <xsl:if test="@unit"><i><xsl:value-of select="concat(' ', @unit)"/></i></xsl:if>
          </li>
        </xsl:for-each>
      </ul>
    </details>
  </xsl:template>
</xsl:stylesheet>
