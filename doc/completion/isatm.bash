# SPDX-License-Identifier: Apache-2.0
# Completion of isatm for bash: commands and options are those that --help tells, ids those that isatm list tells.

_isatm_help() { # COMMAND...: long options
	isatm "$@" --help 2>/dev/null | sed -n 's/^  \(-., \|    \|\)\(--[a-z-]*\).*/\2/p'
}

_isatm_ids() { # KIND
	isatm list "$1" 2>/dev/null | cut -d ' ' -f 1
}

_isatm() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
	local IFS=$'\n'
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$(isatm --help | sed -n 's/^  \([a-z]*\) .*/\1/p')"$'\n--help\n--version' -- "$word")
		return
	fi
	case $before in
	--requirement | -r) mapfile -t COMPREPLY < <(compgen -W "$(_isatm_ids requirements)" -- "$word") ;;
	--case) mapfile -t COMPREPLY < <(compgen -W "$(_isatm_ids cases)" -- "$word") ;;
	--vector) mapfile -t COMPREPLY < <(compgen -f -W "$(_isatm_ids vectors)" -- "$word") ;;
	--profile) mapfile -t COMPREPLY < <(compgen -W "$(_isatm_ids profiles)" -- "$word") ;;
	--defect | -d) mapfile -t COMPREPLY < <(compgen -W "$(_isatm_ids defects)" -- "$word") ;;
	--iut) mapfile -t COMPREPLY < <(compgen -W $'reference\nchild:\nmute\nrefuse-all\necho' -- "$word") ;;
	--pcap | --trace) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	--pics | --pixit | --report | --junit | --html | --ledger | --output | -o | --qualification)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		;;
	*)
		case $word in
		-*) mapfile -t COMPREPLY < <(compgen -W "$(_isatm_help "$command")" -- "$word") ;;
		*)
			case $command in
			list) mapfile -t COMPREPLY < <(compgen -W $'requirements\nvectors\ncases\nprofiles\ndefects\nwords' -- "$word") ;;
			explain)
				mapfile -t COMPREPLY < <(compgen -W "$(for k in requirements vectors profiles defects words; do _isatm_ids $k; done)" -- "$word")
				;;
			report)
				mapfile -t COMPREPLY < <(compgen -f -W "$([ "$COMP_CWORD" -eq 2 ] && printf 'html\njunit\ndiff\nmerge\n')" -- "$word")
				;;
			judge) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
			validate) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
			esac
			;;
		esac
		;;
	esac
}
complete -F _isatm isatm
