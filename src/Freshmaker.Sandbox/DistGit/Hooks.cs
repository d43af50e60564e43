namespace Freshmaker.Sandbox.DistGit;

/// <summary>
/// The hooks of every repository. They talk to the sandbox through files in its spool directory, so that a push over <c>file://</c> needs nothing
/// but a shell; <c>pre-receive</c> asks only while a fault is in force.
/// </summary>
internal static class Hooks
{
    public const string Gate = "gate";

    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    public static void Write(SandboxDirectory directory)
    {
        var spool = directory.Spool.Replace("'", "'\\''", StringComparison.Ordinal);
        Write(directory, "post-receive", $"""
            #!/bin/sh
            spool='{spool}'
            name="$(date +%s%N)-$$"
            [ -n "${Git.OwnPush}" ] && who=own || who=other
            pwd -P > "$spool/$name.tmp" && echo "$who" >> "$spool/$name.tmp" && cat >> "$spool/$name.tmp" && mv "$spool/$name.tmp" "$spool/$name.push"

            """);
        Write(directory, "pre-receive", $"""
            #!/bin/sh
            spool='{spool}'
            [ -e "$spool/{Gate}" ] && [ -z "${Git.OwnPush}" ] || exit 0
            name="$(date +%s%N)-$$"
            pwd -P > "$spool/$name.tmp" && cat >> "$spool/$name.tmp" && mv "$spool/$name.tmp" "$spool/$name.ask" || exit 1
            tries=0
            while [ "$tries" -lt 12000 ]; do
                if [ -e "$spool/$name.yes" ]; then rm -f "$spool/$name.yes"; exit 0; fi
                if [ -e "$spool/$name.no" ]; then cat "$spool/$name.no" >&2; rm -f "$spool/$name.no"; exit 1; fi
                sleep 0.05
                tries=$((tries + 1))
            done
            echo 'the sandbox did not answer' >&2
            exit 1

            """);
    }

    private static void Write(SandboxDirectory directory, string name, string text)
    {
        var path = Path.Combine(directory.Hooks, name);
        File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Executable);
        }
    }
}
