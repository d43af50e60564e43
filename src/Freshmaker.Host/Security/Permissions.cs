namespace Freshmaker.Host.Security;

/// <summary>The table of what each role may do. Whatever it does not name is not allowed.</summary>
public static class Permissions
{
    static readonly Dictionary<Role, HashSet<Permission>> Table = new Dictionary<Role, HashSet<Permission>>
    {
        [Role.Reader] = [Permission.Read],
        [Role.Auditor] = [Permission.Read, Permission.ReadMessages, Permission.ReadPeople],
        [Role.Rebuilder] =
            [Permission.Read, Permission.ReadPeople, Permission.RebuildAdvisories, Permission.RebuildModules, Permission.CancelOwn, Permission.Annotate],
        [Role.AsyncRebuilder] = [Permission.Read, Permission.ReadPeople, Permission.RebuildImages, Permission.CancelOwn, Permission.Annotate],
        [Role.Operator] =
            [Permission.Read, Permission.ReadMessages, Permission.ReadPeople, Permission.CancelOwn, Permission.CancelAny, Permission.Retry, Permission.Annotate],
        [Role.Admin] = [.. Enum.GetValues<Permission>()],
    };

    public static bool Allows(Role role, Permission permission) => Table[role].Contains(permission);
}
