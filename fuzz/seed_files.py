# SPDX-License-Identifier: Apache-2.0
"""Seeds that are texts: files which people write, and what a user asks of the stack."""
import re

from seed_tools import damaged, hex_strings, text


def files_of_words(octets):
    """A text cut off at some places, and with its attribute values, numbers and elements changed one at a time."""
    yield octets
    for part in range(1, 10):
        yield octets[: len(octets) * part // 10]
    for m in re.finditer(rb'="([^"]*)"|>([^<>]+)<|<([a-z][a-z-]*)', octets):
        group = m.lastindex or 1
        for value in (b"", b"0", b"$x", b"999999999999999999999h", b"a b c", b"-1", b"all"):
            yield octets[: m.start(group)] + value + octets[m.end(group) :]


def elements_out_of_number(octets, times=2, only=rb"[a-z-]+"):
    """Each element left out, and so many times where it stood."""
    for m in re.finditer(rb"<(" + only + rb")\b[^<>]*?(/?)>", octets):
        end = m.end() if m[2] else octets.find(b"</" + m[1] + b">", m.end()) + len(m[1]) + 3
        whole = octets[m.start() : end]
        if times == 2:
            yield octets[: m.start()] + octets[end:]
        if end > m.end() or m[2]:
            yield octets[: m.start()] + whole * times + octets[end:]


def vectors():
    for path in ("init/receiver-waits", "init/accept-p2mp", "dynqos/upgrade-refused", "teardown/initiator-idle-qos", "transition/join",
                 "heterogeneity/two-sizes-and-none", "failure/lost-for-good"):
        yield from files_of_words(text(f"vectors/{path}.xml").encode())
    whole = text("harness/vector/fuzz/sample.xml").encode()
    yield from files_of_words(whole)
    yield from elements_out_of_number(whole)
    # What is wrong with a step or the head, one thing at a time.
    begin, end = whole[: whole.index(b"    <peer")], b'    <expect message="Path" flow="G"/></script></vector>'
    for step in ("reserve node='E2' flow='G' spec='Q1' with='G2'", "reserve node='E2' flow='G' spec='Q1' style='SE' with='A'", "reserve flow='G' spec='Q1'",
                 "reserve node='E2' flow='G' spec='Q1' style='SE' with='" + "G2 " * 20 + "'", "refresh flow='A' of='path' node='E2'", "refresh flow='A' of='resv'",
                 "data flow='G' on='$x'", "data flow='G' on='" + "$x " * 20 + "'", "data flow='G' length='31'", "data flow='G' every='1ns'",
                 "fault do='drop-frames' rsvp='x'", "fault do='hold' message='SETUP'", "fault do='drop' message='SETUP' for='1s'",
                 "fault do='drop' message='SETUP' after='1s'", "fault do='refuse' conn='$x'", "fault do='cut-link' message='SETUP'", "fault do='x'",
                 "heal fault='x'", "release by='network'", "join node='E2' group='x'", "peer node='E1'", "peer node='E2 x'", "peer node='E2' upstream='E3'",
                 "open vc='qos' flow='G' spec='Q1' node='I'", "open vc='qos' flow='G' spec='Q1' node='I E2'", "open vc='be' node='I' to=''",
                 "open vc='be' node='I' to='I'", "await message='x'", "await flow='G'", "await network='x'", "await message='BGN' party='E2'",
                 "await message='BGN' flow='G'", "await upcall='path' pco='ip'", "await message='Path' req='x'", "never message='Path'", "connections vc='qos'",
                 "expect message='Path' node='peer' within='1.0000000001s'", "expect message='Path' within='9999999h'", "expect message='Path' within='1001h'",
                 "expect message='Path' within='$H - 900h'", "expect message='Path' within='5q'", "expect message='Path' as='" + "x" * 100 + "'",
                 "expect message='Path' as='H'", "wait", "repeat times='0'", "all within='1s'", "x", "path flow='x' tspec='Q1'", "path flow='G' tspec='x'",
                 "mark name='H'", "data flow='G' count='1000000' length='60000'", "expect message='Path' times='99999999999'", "leaves conn='$x' is='E1'"):
        yield begin + f"<{step}/>".encode() + end
    for steps in ("<repeat times='1'>" * 6 + "<wait>1s</wait>" + "</repeat>" * 6, "<repeat times='10000'><repeat times='10000'><wait>1s</wait></repeat></repeat>",
                  "".join(f"<expect message='SETUP' as='v{k}'/>" for k in range(200)), "<expect message='SETUP'/>" * 3000,
                  "<await message='SETUP'>" + "<field name='vpi' is='1'/>" * 40 + "</await>", "<all>" + "<expect message='SETUP'/>" * 80 + "</all>",
                  "<data flow='G' every='1us'/><wait>500h</wait>", "<all><expect message='SETUP' within='1s'/></all>",
                  "<expect message='SETUP' node='peer'/>", "<expect message='SETUP' req='INIT'/>", "<expect upcall='path' pco='ip'/>",
                  "<expect message='SETUP'>" + "<field name='vpi' is='1'/>" * 40 + "</expect>", "<refresh node='E1' flow='G' of='resv'/>",
                  "<await message='SETUP' as='c'/><fault do='drop' message='SETUP' conn='$c'/>", "<wait>1.00000000001s</wait>", "<wait>2000h</wait>",
                  "<expect message='SETUP'/><never node='I'/>", "<wait>500h</wait>" * 3000, "<data flow='G' count='100000'/>" * 30):
        yield begin + steps.encode() + end
    for old, new in (("INIT-3 PARTY-1", "X-1 " * 200), ("egress none", "egress egress"), ("egress none", "egress " * 20), ("Q2 Q3", "Q2 Q2"), ("Q2 Q3", "Q" * 50),
                     ("Q2 Q3", " ".join(f"v{k}" for k in range(5000))), ("<uni>3.1 4.0</uni>", "<uni>3.1</uni><uni>3.1</uni>"), ('name="size"', 'name="uni"'),
                     ("</matrix>", "".join(f'<values name="p{k}">1</values>' for k in range(12)) + "</matrix>"), ("T2", "T9"), ("T2", "t2"), ("T2", "../x"),
                     ("fuzz/sample", "x/" + "y" * 300), ("</script>", "</script><script><wait>1s</wait></script>"), ('H="30s"', 'refresh="1ms"'),
                     ('H="30s"', 'be-idle="x"'), ("<vector ", "<topology "), ('H="30s"', 'H="2000h"'), ('H="30s"', 'H="0.0000000001s"'), ("egress none", "host-receiver"), ("Every step.</purpose>", "</purpose>")):
        yield whole.replace(old.encode(), new.encode())


def topologies():
    for name in ("t1", "t2", "t3"):
        whole = text(f"vectors/topology/{name}.xml").encode()
        yield from files_of_words(whole)
        yield from elements_out_of_number(whole)
        yield from elements_out_of_number(whole, 901, rb"spec")
        for m in re.finditer(rb' (name|atm|ip|edge-ip|link|behind|members|to|from|count)="([^"]*)"', whole):
            for value in (b"I", b"E1..E3", b"E1..E", b"E3..E1", b"E2 E2", b"x" * 100, b"10.0.0.1/31", b"10.0.0.1/24", b"10.0.0.1", b"239.1.1.1", b"622.08Mbps",
                          b"100Mbps", b"1kbps", b"47000580ffde0000000000020500000000000a00", b"900", b"901"):
                yield whole[: m.start(2)] + value + whole[m.end(2) :]


def statements():
    ledger = """<ledger xmlns="urn:isatm:ledger:1"><expect case="init/x[egress]" requirement="INIT-3" match="x" owner="me" expires="2030-01-01">why</expect>
<expect case="a" match="y" owner="you" expires="2029-12-31">because</expect></ledger>
"""
    pixit = '<pixit xmlns="urn:isatm:pixit:1">' + "".join(f'<value name="{n}" is="{v}"/>' for n, v in (
        ("H", "90s"), ("tau", "0s"), ("retry", "1min"), ("reestablish", "30s"), ("be-idle", "20min"), ("refresh", "30s"), ("lifetime-k", "3"),
        ("lifetime-max", "3min"), ("tolerance", "2s"), ("link-rate", "155.52Mbps"))) + "</pixit>\n"
    run = "isatm-run 1\niut child:x\nname n\nversion 1\nprobe passed\nprofile issll-1998\nseed 1\n" + "".join(
        f"pixit {n}=1000000000\n" for n in ("H", "tau", "retry", "reestablish", "be_idle", "refresh", "lifetime_max", "tolerance", "link_cell_bps")) + (
            "pixit lifetime_k=3\ncase 1 2 3 - init/x[egress]\ncase 4 5 6 iut init/y[egress]\nerror it broke\n")
    for f in files_of_words(text("conformance/pics/reference.xml").encode()):
        yield b"\0" + f
    for value in ("2000h", "1.5ns", "x", "1000001Mbps", "101"):
        yield b"\1" + re.sub(r' is="[^"]*"', f' is="{value}"', pixit).encode()
    for kind, whole in ((1, pixit), (2, ledger)):
        for f in files_of_words(whole.encode()):
            yield bytes([kind]) + f
    yield from damaged(b"\3" + run.encode(), 1)
    lines = run.encode().split(b"\n")
    for k in range(len(lines)):
        for line in (b"", b"x", lines[k] + b" x", lines[k][:-1] + b"x", lines[k] + lines[k], lines[k] + b"9" * 30, b"x" * 3000):
            yield b"\3" + b"\n".join(lines[:k] + [line] + lines[k + 1 :])


def catalogues():
    """Files of the catalogue, of profiles and of defects: an octet that says which, then the file."""
    for kind, name in enumerate(("requirements", "profile", "defects")):
        whole = text(f"tests/alloc/data/{name}.xml").encode()
        yield bytes([kind])
        for f in files_of_words(whole):
            yield bytes([kind]) + f
        yield from (bytes([kind]) + f for f in elements_out_of_number(whole))
    words = {"level": ("MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "contrary", "no rule"), "basis": ("keyword", "stated", "open", "reading"),
             "since": ("later", "never")}
    whole = text("tests/alloc/data/requirements.xml")
    for name, values in words.items():
        for value in values:
            yield b"\0" + re.sub(f' {name}="[^"]*"', f' {name}="{value}"', whole).encode()


def reports():
    whole = text("reports/fuzz/sample.xml").encode()
    yield from files_of_words(whole)
    for value in (b"none", b"pass", b"inconclusive", b"fail", b"error", b"unexpected-pass", b"untested", b"not-applicable"):
        for m in re.finditer(rb' verdict="([^"]*)"', whole):
            yield whole[: m.start(1)] + value + whole[m.end(1) :]
    yield from elements_out_of_number(whole)
    for name, times in ((b"document", 300), (b"expect", 10001), (b"event", 13), (b"field", 100001), (b"finding", 8193), (b"node", 66), (b"defect", 10001)):
        yield from elements_out_of_number(whole, times, name)
    for long in (b"x" * 1000, b"../x", b"/x", b"a/../b", b"99999999999999999999", b"99999999999.000000000", b"18446744073709551615"):
        for m in re.finditer(rb'="([^"]*)"', whole):
            yield whole[: m.start(1)] + long + whole[m.end(1) :]
    step = b'<step event="1" time="0.000012831" from="0" to="0" kind="gap" what="' + b"w" * 1000 + b'"/>'
    yield whole.replace(b"   <step", step * 300 + b"   <step", 1)
    yield re.sub(rb"  <frame.*</ladder>", b"", whole, flags=re.S)
    yield whole.replace(b' shard="1/2"', b"").replace(b'complete="no" why="interrupted"', b'complete="yes"')
    for shard in (b"1/1", b"2/2", b"3/2", b"1/999999"):
        yield whole.replace(b"1/2", shard)
    for crowd in (b"<pics name='x' value='y'/>", b"<statement name='x' value='y'/>"):
        yield whole.replace(b"  <pixit", crowd * 300 + b"  <pixit")


def stacks():
    """Settings, an empty line, then requests of a user, packets and time."""
    settings = {
        "role": ("ingress", "egress", "host-sender", "host-receiver", "x"), "uni-version": ("3.0", "3.1", "4.0", "5"),
        "atm-address": ("47000580ffde0000000000020500000000000100", "47"), "link-cell-bps": ("149760000", "1", "x", "9" * 30),
        "atm-ip": ("10.0.0.1/24", "10.0.0.1/33", "10.0.0.1", "x/24"), "ip-ip": ("10.1.0.1/24",), "arp-server": ("4" * 40, ""),
        "route": ("10.2.0.0/16 via 10.0.0.2", "0.0.0.0/0 via 10.0.0.3", "10.2.0.0/16", "10.2.0.0/16 via x", "10.2.0.0/161616161616161616 via 1.1.1.1"),
        "group": ("239.1.1.1=10.0.0.2,10.0.0.3", "239.1.1.1=", "239.1.1.1", "10.0.0.1=10.0.0.2", "239.1.1.1=239.1.1.2", "=", "239.1.1.1=" + "1" * 40,
                  "239.1.1.1=" + ",".join(["10.0.0.2"] * 1100)),
        "mtu": ("68", "67", "65528", "0", "x"), "encapsulation": ("llc", "vcmux-qos", "x"), "be-idle": ("1200", "1.5", "1.1234567891", "1.x", "x"),
        "tau": ("0.5",), "retry": ("60",), "reestablish": ("30",), "refresh": ("0.001", "0", "30"), "lifetime-k": ("3", "0", "1001"),
        "backward": ("yes", "no", "x"), "endpoint-override": ("yes", "x"), "admission-limit": ("0", "100000", "9" * 20), "x": ("y",), "": ("",)}
    spec = "r=1000 b=2000 p=5000 m=64 M=1500"
    away, here, group = "10.2.0.2/17/5000", "10.1.0.1/17/5000", "239.1.1.1/17/5000"
    requests = [f"sender {away} 10.1.0.1/4000 {spec}", f"sender {group} 10.1.0.1/4000 {spec}", f"release-sender {away} 10.1.0.1/4000",
                f"reserve {here} style=FF 10.2.0.2/4000 service=CL {spec}", f"reserve {here} style=SE 10.2.0.2/4000 service=GS {spec} R=2000 S=0 confirm=yes",
                f"reserve {group} style=WF service=CL {spec}", f"release {here} style=FF 10.2.0.2/4000", f"release {away}", f"send {away} 10.1.0.1/4000 0011",
                f"send {group} 10.1.0.1/4000 0011", f"send 11.0.0.1/17/5 10.1.0.1/4000 00", f"send {away} 10.1.0.1/4000 0g", f"send {away} 10.1.0.1/4000 001",
                f"send {away} 10.1.0.1/99999 00", "send 10.2.0.2/6/5 10.1.0.1/4 00", "send", "send x", f"send {away}", f"send {away} x 00",
                "join 239.1.1.1", "join 239.1.1.1\njoin 239.1.1.1\nleave 239.1.1.1", "join 10.0.0.1", "join", "join 239.1.1.1 x", "leave 239.1.1.1", "leave x",
                "member-add 239.1.1.1 10.0.0.3", "member-drop 239.1.1.1 10.0.0.3", "member-add 239.1.1.1 239.1.1.1", "member-add 239.1.1.1", "", "x", "reserve",
                "send 10.2.0.2/17/123456 10.1.0.1/4 00", "send 10.2.0.2/17/5x 10.1.0.1/4 00", "send 10.2.0.2222222222222/17/5 10.1.0.1/4 00",
                "join 239.1.1.1\njoin 239.1.1.2\nleave 239.1.1.2\nleave 239.1.1.3", "sender", "ip 45", "cell " + "00" * 53, "ip " + "45000020000000003f1100000a0200020a0100010fa01388000c0000" + "00" * 4]
    for key, values in settings.items():
        for value in values:
            yield f"{key}={value}\n\nadvance 5000".encode()
    yield b"no setting\n\nadvance 1"
    yield b"route=10.2.0.0/16 via 10.0.0.2\n" * 70 + b"\nadvance 1"
    for role in ("host-sender", "host-receiver", "ingress", "egress"):
        for request in requests:
            yield f"role={role}\n\n{request}\nadvance 100000\n{request}".encode()
        yield f"role={role}\nencapsulation=vcmux-qos\n\n".encode() + "\nadvance 40000\n".join(requests).encode()
        # Packets that other nodes of the IP side send.
        for packet in dict.fromkeys(hex_strings("impl/wire/tests/golden_rsvp.h")):
            yield f"role={role}\n\nip {packet.hex()}\nadvance 100000".encode()
    for request in requests[:8]:
        yield from damaged(b"role=host-sender\n\n" + request.encode(), 18)


def agents():
    """Records that a harness sends, in the order of PROTOCOL.md and in others."""
    sent = [m[2:].replace("...", "00" * 53) for m in re.findall(r"^> .*", text("harness/iut/PROTOCOL.md"), flags=re.M)]
    settings = ["role=host-sender", "uni-version=3.1", "atm-address=47000580ffde0000000000020500000000000100", "link-cell-bps=149760000",
                "atm-ip=10.0.0.1/24", "arp-server=47000580ffde0000000000020500000000000a00", "route=10.2.0.0/16 via 10.0.0.2"]
    whole = ["hello isatm 1", *[f"configure {s}" for s in settings], "start 1", "advance 0", "cell 1 " + "00" * 53, "ip 2 4500",
             "control 3 sender 10.2.0.2/17/5000 10.0.0.1/4000 r=1000 b=2000 p=5000 m=64 M=1500", "control 4 x", "advance 5000000000", "bye"]
    yield "\n".join(sent).encode()
    yield "\n".join(whole).encode()
    for k in range(len(whole)):
        yield "\n".join(whole[:k] + whole[k + 1 :]).encode()
        yield "\n".join(whole[: k + 1] + whole[k:]).encode()
        words = whole[k].split(" ")
        for w in range(len(words)):
            for value in ("", "x", "0", "-1", "9223372036854775807", "99999999999999999999", "0x", "00 "):
                yield "\n".join(whole[:k] + [" ".join(words[:w] + [value] + words[w + 1 :])] + whole[k + 1 :]).encode()
    yield "\n".join(whole[:2] * 4100).encode()
    yield "\n".join(whole[:8] + [f"advance {k}000000000" for k in range(100)]).encode()
