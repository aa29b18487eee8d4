<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- The report for people: one file, no outside resources. Summary, requirements, a page for each case that did not
     pass, with the ladder diagram of ladder.xsl. Texts of the report come out as text only; the one script is the
     constant below, and the content policy names its digest, so that nothing else can run. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:r="urn:isatm:report:1"
                exclude-result-prefixes="r">
  <xsl:include href="html-style.xsl"/>
  <xsl:include href="html-case.xsl"/>
  <xsl:include href="ladder.xsl"/>
  <xsl:output method="html" encoding="UTF-8" indent="no" doctype-system="about:legacy-compat"/>
  <xsl:key name="case" match="r:case" use="@id"/>
  <xsl:key name="topic" match="r:requirement" use="@topic"/>
  <xsl:key name="requirement" match="r:requirement" use="@id"/>
  <xsl:key name="finding" match="r:finding[@verdict != 'pass' and @verdict != 'none']" use="@requirement"/>
  <xsl:key name="breach" match="r:finding[@verdict = 'fail']" use="@requirement"/>
  <xsl:key name="vector" match="r:vector" use="@id"/>
  <xsl:key name="of-vector" match="r:case" use="@vector"/>
  <xsl:key name="bad-of-vector" match="r:case[@verdict != 'pass']" use="@vector"/>

  <!-- Found once: among ten thousand cases looking for them again and again takes longer than all the rest. -->
  <xsl:variable name="vectors" select="/r:report/r:vector"/>
  <xsl:variable name="defects" select="/r:report/r:defect"/>
  <xsl:variable name="topics" select="/r:report/r:requirement[generate-id() = generate-id(key('topic', @topic)[1])]"/>
  <xsl:variable name="broken" select="/r:report/r:requirement[@verdict = 'fail' or @verdict = 'expected-failure']"/>
  <xsl:variable name="chunk" select="250"/>
  <xsl:variable name="not-passed" select="/r:report/r:case[@verdict != 'pass']"/>

  <!-- The id of a case in a narrow column: it may go on in the next line behind each parameter. -->
  <xsl:template name="case-id">
    <xsl:param name="rest" select="@id"/>
    <xsl:choose>
      <xsl:when test="contains($rest, ',')">
        <xsl:value-of select="concat(substring-before($rest, ','), ',')"/><wbr/>
        <xsl:call-template name="case-id"><xsl:with-param name="rest" select="substring-after($rest, ',')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$rest"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="/r:report">
    <html lang="en">
      <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="{$policy}"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title><xsl:value-of select="concat(r:summary/@outcome, ': ', r:subject/@name, ', ', r:basis/@profile, ' (isatm)')"/></title>
        <xsl:call-template name="style"/>
      </head>
      <body>
        <a class="skip" href="#summary">To the summary</a>
        <header>
          <xsl:variable name="class">
            <xsl:choose>
              <xsl:when test="r:summary/@code = 0">pass</xsl:when>
              <xsl:when test="r:summary/@code = 4">inconclusive</xsl:when>
              <xsl:otherwise>fail</xsl:otherwise>
            </xsl:choose>
          </xsl:variable>
          <p class="over">Conformance report of <b><xsl:value-of select="concat(r:subject/@name, ' ', r:subject/@version)"/></b></p>
          <h1 class="{$class}"><xsl:value-of select="r:summary/@outcome"/></h1>
          <p>
            <xsl:value-of select="r:basis/@title"/>
            <xsl:text>. </xsl:text>
            <xsl:choose>
              <xsl:when test="r:summary/@code = 0">No requirement that must hold was seen broken. </xsl:when>
              <xsl:when test="r:summary/@code = 1">At least one requirement that must hold was broken. </xsl:when>
              <xsl:when test="r:summary/@code = 3">At least one case could not be run for reasons that are not the implementation's. </xsl:when>
              <xsl:when test="r:summary/@code = 4">No case came to a verdict. </xsl:when>
              <xsl:when test="r:summary/@code = 5">No new failure, but entries of the ledger of expected failures have to be looked at. </xsl:when>
              <xsl:otherwise>The implementation or its adapter crashed, hung or broke the control protocol. </xsl:otherwise>
            </xsl:choose>
            <xsl:if test="r:summary/@lesser = 'yes'">A recommendation or an open point failed; that counts only under <code>--strict</code>. </xsl:if>
            <span class="why">Exit code <xsl:value-of select="r:summary/@code"/>.</span>
          </p>
          <xsl:if test="@complete = 'no'">
            <p class="banner">Incomplete: <xsl:value-of select="@why"/></p>
          </xsl:if>
          <xsl:if test="r:basis/@shard"><p class="banner">Shard <xsl:value-of select="r:basis/@shard"/> of a run</p></xsl:if>
          <nav aria-label="Parts of the report">
            <a href="#summary">Summary</a>
            <xsl:if test="$broken"><a href="#broken">Requirements that failed</a></xsl:if>
            <xsl:if test="$not-passed"><a href="#failures">Cases that did not pass</a></xsl:if>
            <a href="#requirements">Requirements</a>
            <a href="#cases">Cases</a>
            <a href="#vectors">Vectors</a>
            <a href="#defects">Defects</a>
            <a href="#run">The run</a>
          </nav>
        </header>
        <main>
          <xsl:apply-templates select="r:summary"/>
          <xsl:apply-templates select="r:ledger"/>
          <xsl:if test="$broken"><xsl:call-template name="broken"/></xsl:if>
          <xsl:if test="$not-passed">
            <h2 id="failures">Cases that did not pass</h2>
            <ul class="plain"><xsl:apply-templates select="$not-passed[position() &lt;= 20]" mode="line"/></ul>
            <xsl:if test="count($not-passed) &gt; 20">
              <details>
                <summary>and <xsl:value-of select="count($not-passed) - 20"/> more</summary>
                <ul class="plain"><xsl:apply-templates select="$not-passed[position() &gt; 20 and position() &lt;= 200]" mode="line"/></ul>
                <xsl:if test="count($not-passed) &gt; 200"><p class="why">The others stand in the list of all <a href="#cases">cases</a>.</p></xsl:if>
              </details>
            </xsl:if>
          </xsl:if>
          <xsl:call-template name="requirements"/>
          <xsl:call-template name="cases"/>
          <xsl:apply-templates select="$not-passed"/>
          <xsl:call-template name="vectors"/>
          <xsl:call-template name="run"/>
        </main>
        <xsl:call-template name="script"/>
      </body>
    </html>
  </xsl:template>

  <!-- One line of the list of what did not pass. -->
  <xsl:template match="r:case" mode="line">
    <li>
      <span class="v {@verdict}"><xsl:value-of select="@verdict"/></span><xsl:text> </xsl:text>
      <a href="#case-{@number}"><xsl:value-of select="@id"/></a>
      <xsl:choose>
        <xsl:when test="r:error"><span class="why"><xsl:value-of select="concat(' ', r:error)"/></span></xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="r:finding[@verdict = 'fail' or (../@verdict = 'inconclusive' and @verdict = 'inconclusive')][1]">
            <span class="why"><xsl:text> </xsl:text><xsl:if test="@requirement"><xsl:value-of select="concat(@requirement, ': ')"/></xsl:if><xsl:value-of select="r:reason"/></span>
          </xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </li>
  </xsl:template>

  <xsl:template match="r:summary">
    <h2 id="summary">Summary</h2>
    <ul class="tiles">
      <li><b><xsl:value-of select="@cases"/></b> cases</li>
      <li class="pass"><b><xsl:value-of select="@pass"/></b> passed</li>
      <li><xsl:if test="@fail &gt; 0"><xsl:attribute name="class">fail</xsl:attribute></xsl:if><b><xsl:value-of select="@fail"/></b> failed</li>
      <xsl:if test="@expected-failure &gt; 0"><li class="inconclusive"><b><xsl:value-of select="@expected-failure"/></b> failed as expected</li></xsl:if>
      <xsl:if test="@unexpected-pass &gt; 0"><li class="fail"><b><xsl:value-of select="@unexpected-pass"/></b> passed unexpectedly</li></xsl:if>
      <li><xsl:if test="@inconclusive &gt; 0"><xsl:attribute name="class">inconclusive</xsl:attribute></xsl:if><b><xsl:value-of select="@inconclusive"/></b> inconclusive</li>
      <li><xsl:if test="@error &gt; 0"><xsl:attribute name="class">fail</xsl:attribute></xsl:if><b><xsl:value-of select="@error"/></b> errors</li>
      <xsl:if test="@defects"><li title="defects of the second build that the suite finds"><b><xsl:value-of select="concat(@killed, ' of ', @defects)"/></b> defects killed</li></xsl:if>
    </ul>
    <xsl:if test="not(@defects)"><p class="why">Kill score of the suite: not measured for this report (<code>isatm qualify --output FILE</code>, then <code>--qualification FILE</code>).</p></xsl:if>
    <div class="wide">
      <table class="counts">
        <caption>Requirements by document and level</caption>
        <thead>
          <tr>
            <th scope="col">Document</th><th scope="col">Level</th><th scope="col" class="n">passed</th><th scope="col" class="n">failed</th><th scope="col" class="n">in error</th>
            <th scope="col" class="n">incon&#173;clusive</th><th scope="col" class="n">untested</th><th scope="col" class="n">in all</th>
          </tr>
        </thead>
        <tbody>
          <xsl:for-each select="r:document/*[@total &gt; 0]">
            <tr>
              <td><xsl:value-of select="../@id"/></td>
              <td><xsl:choose><xsl:when test="self::r:must">MUST</xsl:when><xsl:otherwise>SHOULD</xsl:otherwise></xsl:choose></td>
              <td class="n"><xsl:if test="@pass &gt; 0"><xsl:attribute name="class">n pass</xsl:attribute></xsl:if><xsl:value-of select="@pass"/></td>
              <td class="n"><xsl:if test="@fail + @expected-failure &gt; 0"><xsl:attribute name="class">n fail</xsl:attribute></xsl:if>
                <xsl:value-of select="@fail + @expected-failure"/></td>
              <td class="n"><xsl:if test="@error &gt; 0"><xsl:attribute name="class">n fail</xsl:attribute></xsl:if><xsl:value-of select="@error"/></td>
              <td class="n"><xsl:if test="@inconclusive &gt; 0"><xsl:attribute name="class">n inconclusive</xsl:attribute></xsl:if><xsl:value-of select="@inconclusive"/></td>
              <td class="n"><xsl:value-of select="@untested + @not-applicable + @skipped"/><xsl:if test="@total &gt; @testable"><span class="why"> (<xsl:value-of select="@total - @testable"/> untestable)</span></xsl:if></td>
              <td class="n"><xsl:value-of select="@total"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </xsl:template>

  <xsl:template match="r:ledger">
    <h2 id="ledger">Expected failures</h2>
    <p class="why">The ledger as of <xsl:value-of select="@today"/>.</p>
    <div class="wide">
      <table>
        <thead><tr><th scope="col">State</th><th scope="col">What</th><th scope="col">Reason it has to match</th><th scope="col">Why it is known</th><th scope="col">Owner</th><th scope="col">Until</th></tr></thead>
        <tbody>
          <xsl:for-each select="r:expect">
            <tr>
              <td class="v {@state}"><xsl:value-of select="@state"/></td>
              <td>
                <xsl:if test="@case"><a href="#case-{key('case', @case)/@number}"><xsl:value-of select="@case"/></a><xsl:text> </xsl:text></xsl:if>
                <xsl:if test="@requirement"><a href="#r-{@requirement}"><xsl:value-of select="@requirement"/></a></xsl:if>
              </td>
              <td><code><xsl:value-of select="@match"/></code></td>
              <td><xsl:value-of select="."/></td><td><xsl:value-of select="@owner"/></td><td><xsl:value-of select="@expires"/></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </xsl:template>

  <xsl:template name="broken">
    <h2 id="broken">Requirements that failed</h2>
    <div class="wide">
      <table id="broken-table" class="stack">
        <thead><tr><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">What it says, and what was seen</th><th scope="col">Cases that show it</th></tr></thead>
        <tbody>
          <xsl:for-each select="$broken">
            <xsl:variable name="failing" select="key('breach', @id)/parent::r:case"/>
            <tr>
              <td class="id"><a href="#r-{@id}"><xsl:value-of select="@id"/></a><br/><span class="why"><xsl:value-of select="concat(@document, ' ', @section)"/></span></td>
              <td class="level"><xsl:value-of select="@level"/><xsl:if test="@verdict = 'expected-failure'"><br/><span class="v expected-failure">in the ledger</span></xsl:if></td>
              <td><xsl:value-of select="r:text"/><br/><span class="fail"><xsl:value-of select="r:reason"/></span></td>
              <td class="links">
                <xsl:for-each select="$failing[position() &lt;= 3]"><a class="{@verdict}" href="#case-{@number}"><xsl:call-template name="case-id"/></a><br/></xsl:for-each>
                <xsl:if test="count($failing) &gt; 3"><span class="why">and <xsl:value-of select="count($failing) - 3"/> more</span></xsl:if>
              </td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
  </xsl:template>

  <xsl:template name="requirements">
    <h2 id="requirements">Requirements</h2>
    <form class="filter" data-table="requirement-table" hidden="hidden">
      <label>Search <input type="search" name="q" autocomplete="off"/></label>
      <label>Topic
        <select name="topic">
          <option value="">all</option>
          <xsl:for-each select="$topics">
            <xsl:sort select="@topic"/>
            <option><xsl:value-of select="@topic"/></option>
          </xsl:for-each>
        </select>
      </label>
      <label>Level
        <select name="level"><option value="">all</option><option>MUST</option><option>MUST NOT</option><option>SHOULD</option><option>SHOULD NOT</option><option>MAY</option></select>
      </label>
      <label>Verdict
        <select name="verdict"><option value="">all</option><option>pass</option><option>fail</option><option>expected-failure</option><option>inconclusive</option><option>error</option><option>untested</option><option>not-applicable</option><option>skipped</option></select>
      </label>
      <output class="why"></output>
    </form>
    <div class="wide">
      <table id="requirement-table" class="stack">
        <thead><tr><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">Verdict</th><th scope="col">What it says</th><th scope="col">Cases, vectors, defects</th></tr></thead>
        <xsl:for-each select="$topics">
          <tbody>
            <tr class="topic"><th colspan="5" scope="rowgroup"><xsl:value-of select="@topic"/></th></tr>
            <xsl:apply-templates select="key('topic', @topic)"/>
          </tbody>
        </xsl:for-each>
      </table>
    </div>
  </xsl:template>

  <xsl:template match="r:requirement">
    <xsl:variable name="word" select="concat(' ', @id, ' ')"/>
    <xsl:variable name="bad" select="key('finding', @id)/parent::r:case"/>
    <xsl:variable name="covering" select="$vectors[contains(concat(' ', @covers, ' '), $word)]"/>
    <xsl:variable name="breaking" select="$defects[contains(concat(' ', @must, ' '), $word)]"/>
    <tr class="row" id="r-{@id}" data-topic="{@topic}" data-level="{@level}" data-verdict="{@verdict}">
      <td class="id"><a href="#r-{@id}"><xsl:value-of select="@id"/></a><br/><span class="why"><xsl:value-of select="concat(@document, ' ', @section)"/></span></td>
      <td class="level"><xsl:value-of select="@level"/><br/><span class="why"><xsl:value-of select="@basis"/></span></td>
      <td class="v {@verdict}"><xsl:value-of select="@verdict"/></td>
      <td>
        <xsl:if test="r:condition"><span class="why">When <xsl:value-of select="r:condition"/>: </span></xsl:if>
        <xsl:value-of select="r:text"/>
        <xsl:if test="r:reason"><br/><span class="why"><xsl:value-of select="r:reason"/></span></xsl:if>
      </td>
      <td class="links">
        <xsl:for-each select="$bad[position() &lt;= 5]">
          <a class="{@verdict}" href="#case-{@number}"><xsl:call-template name="case-id"/></a><br/>
        </xsl:for-each>
        <xsl:if test="count($bad) &gt; 5"><span class="why">and <xsl:value-of select="count($bad) - 5"/> more</span><br/></xsl:if>
        <xsl:if test="@pass"><span class="why"><xsl:value-of select="@pass"/> passed</span></xsl:if>
        <xsl:if test="$covering or $breaking">
          <details>
            <summary><xsl:value-of select="concat(count($covering), ' vector')"/><xsl:if test="count($covering) != 1">s</xsl:if>, <xsl:value-of select="concat(count($breaking), ' defect')"/><xsl:if test="count($breaking) != 1">s</xsl:if></summary>
            <xsl:for-each select="$covering"><a href="#v-{@id}"><xsl:value-of select="@id"/></a><br/></xsl:for-each>
            <xsl:for-each select="$breaking">defect <a href="#d-{@id}"><xsl:value-of select="@id"/></a><br/></xsl:for-each>
          </details>
        </xsl:if>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="cases">
    <h2 id="cases">Cases</h2>
    <form class="filter" data-table="case-table" hidden="hidden">
      <label>Search <input type="search" name="q" autocomplete="off"/></label>
      <label>Verdict
        <select name="verdict"><option value="">all</option><option>pass</option><option>fail</option><option>expected-failure</option><option>unexpected-pass</option><option>inconclusive</option><option>error</option></select>
      </label>
      <output class="why"></output>
    </form>
    <div class="wide">
      <!-- Tables of some hundred rows: a browser lays out those that come into view, not ten thousand rows at once. -->
      <div id="case-table">
        <xsl:for-each select="r:case[position() mod $chunk = 1]">
          <div class="chunk">
            <table class="stack" aria-label="Cases from {@id}">
              <xsl:if test="position() = 1">
                <thead><tr><th scope="col">Case</th><th scope="col">Vector</th><th scope="col">Verdict</th><th scope="col" class="n">Virtual time, s</th><th scope="col" class="n">Events</th></tr></thead>
              </xsl:if>
              <tbody>
                <xsl:apply-templates select=". | following-sibling::r:case[position() &lt; $chunk]" mode="row"/>
              </tbody>
            </table>
          </div>
        </xsl:for-each>
      </div>
    </div>
  </xsl:template>

  <xsl:template match="r:case" mode="row">
    <tr class="row" data-verdict="{@verdict}">
      <xsl:choose>
        <xsl:when test="@verdict != 'pass'"><td><a href="#case-{@number}"><xsl:call-template name="case-id"/></a></td></xsl:when>
        <xsl:otherwise><td id="case-{@number}"><xsl:call-template name="case-id"/></td></xsl:otherwise>
      </xsl:choose>
      <td><a href="#v-{@vector}"><xsl:value-of select="@vector"/></a></td>
      <td class="v {@verdict}"><xsl:value-of select="@verdict"/></td>
      <td class="n" data-label="virtual time, s"><xsl:call-template name="seconds"><xsl:with-param name="t" select="@duration"/></xsl:call-template></td>
      <td class="n" data-label="events"><xsl:value-of select="@events"/></td>
    </tr>
  </xsl:template>

  <xsl:template name="vectors">
    <section class="lookup">
    <h2 id="vectors">Vectors</h2>
    <div class="wide">
      <table class="stack">
        <thead><tr><th scope="col">Vector</th><th scope="col">Its purpose</th><th scope="col">Requirements</th><th scope="col">Cases</th></tr></thead>
        <tbody>
          <xsl:for-each select="r:vector">
            <tr id="v-{@id}">
              <td class="id"><a href="#v-{@id}"><xsl:value-of select="@id"/></a><br/><span class="why"><xsl:value-of select="@file"/></span></td>
              <td><xsl:value-of select="."/></td>
              <td class="links"><xsl:call-template name="ids"><xsl:with-param name="words" select="@covers"/></xsl:call-template></td>
              <td class="links">
                <xsl:for-each select="key('bad-of-vector', @id)[position() &lt;= 5]"><a class="{@verdict}" href="#case-{@number}"><xsl:value-of select="substring-before(substring-after(@id, '['), ']')"/></a><br/></xsl:for-each>
                <xsl:variable name="run" select="key('of-vector', @id)"/>
                <xsl:variable name="passed" select="$run[@verdict = 'pass']"/>
                <xsl:choose>
                  <xsl:when test="$passed and count($passed) &lt;= 64">
                    <details>
                      <summary><xsl:value-of select="concat(count($run), ' run, ', count($passed), ' passed')"/></summary>
                      <xsl:for-each select="$passed"><a href="#case-{@number}"><xsl:value-of select="substring-before(substring-after(@id, '['), ']')"/></a><br/></xsl:for-each>
                    </details>
                  </xsl:when>
                  <xsl:otherwise><span class="why"><xsl:value-of select="concat(count($run), ' run, ', count($passed), ' passed')"/></span></xsl:otherwise>
                </xsl:choose>
              </td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
    <h2 id="defects">Defects</h2>
    <p class="why">Wrong decisions of the second build of the reference stack; each must fail the requirements it names.</p>
    <div class="wide">
      <table class="stack">
        <thead><tr><th scope="col">Defect</th><th scope="col">What it does wrong</th><th scope="col">Must fail</th></tr></thead>
        <tbody>
          <xsl:for-each select="r:defect">
            <tr id="d-{@id}">
              <td class="id"><a href="#d-{@id}"><xsl:value-of select="@id"/></a></td>
              <td><xsl:value-of select="."/></td>
              <td class="links"><xsl:call-template name="ids"><xsl:with-param name="words" select="@must"/></xsl:call-template></td>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
    </div>
    <p class="why on-paper">The vectors and defects of the suite stand in the report on a screen, and in <code>isatm list</code>.</p>
    </section>
  </xsl:template>

  <!-- Ids with blanks between, each a link. -->
  <xsl:template name="ids">
    <xsl:param name="words"/>
    <xsl:variable name="first" select="substring-before(concat($words, ' '), ' ')"/>
    <xsl:if test="$first != ''">
      <xsl:choose>
        <xsl:when test="key('requirement', $first)"><a class="id {key('requirement', $first)/@verdict}" href="#r-{$first}"><xsl:value-of select="$first"/></a></xsl:when>
        <xsl:otherwise><span class="why"><xsl:value-of select="$first"/></span></xsl:otherwise>
      </xsl:choose>
      <xsl:text> </xsl:text>
      <xsl:call-template name="ids"><xsl:with-param name="words" select="substring-after($words, ' ')"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="run">
    <h2 id="run">The run</h2>
    <dl>
      <dt>Implementation</dt><dd><code><xsl:value-of select="r:subject/@iut"/></code></dd>
      <dt>Probe</dt><dd><xsl:value-of select="r:subject/@probe"/></dd>
      <dt>Profile</dt><dd><xsl:value-of select="r:basis/@profile"/><xsl:if test="r:basis/@strict = 'yes'">, strict</xsl:if></dd>
      <dt>Seed</dt><dd><xsl:value-of select="r:basis/@seed"/></dd>
      <dt>Catalogue, vectors</dt>
      <dd><code><xsl:value-of select="r:basis/@catalogue"/></code>, <code><xsl:value-of select="r:basis/@vectors"/></code></dd>
      <dt>Tool</dt><dd>isatm <xsl:value-of select="@tool"/></dd>
      <xsl:if test="r:environment">
        <dt>When, where</dt>
        <dd><xsl:value-of select="concat(r:environment/@started, ', ', r:environment/@seconds, ' s, ', r:environment/@machine)"/></dd>
      </xsl:if>
    </dl>
    <xsl:if test="r:subject/r:statement">
      <p><strong>What it claims is not what was seen:</strong></p>
      <ul>
        <xsl:for-each select="r:subject/r:statement">
          <li><xsl:value-of select="concat(@name, ': ', @value)"/></li>
        </xsl:for-each>
      </ul>
    </xsl:if>
    <xsl:if test="r:subject/r:pics or r:subject/r:pixit">
      <details>
        <summary>What the implementation claims to support, and the values it was run with (PICS, PIXIT)</summary>
        <table>
          <thead><tr><th scope="col">Item</th><th scope="col">Value</th></tr></thead>
          <tbody>
            <xsl:for-each select="r:subject/r:pics | r:subject/r:pixit">
              <tr><td><xsl:value-of select="@name"/></td><td><xsl:value-of select="@value"/></td></tr>
            </xsl:for-each>
          </tbody>
        </table>
      </details>
    </xsl:if>
  </xsl:template>

  <!-- Seconds as they are shown: microseconds are enough. -->
  <xsl:template name="seconds">
    <xsl:param name="t"/>
    <xsl:value-of select="concat(substring-before($t, '.'), '.', substring(substring-after($t, '.'), 1, 6))"/>
  </xsl:template>
</xsl:stylesheet>
