namespace Freshmaker.Host.Security;

/// <summary>The table of what each role may do. Whatever it does not name is not allowed.</summary>
public static class Permissions
{
    static readonly Dictionary<Role, HashSet<Permission>> Table = new()
    {
        [Role.Reader] = [Permission.Read],
        [Role.Auditor] = [Permission.Read, Permission.ReadMessages, Permission.ReadPeople, Permission.Preview],
        [Role.Rebuilder] =
            [Permission.Read, Permission.ReadPeople, Permission.Preview, Permission.RebuildAdvisories, Permission.RebuildModules, Permission.CancelOwn, Permission.Annotate],
        [Role.AsyncRebuilder] = [Permission.Read, Permission.ReadPeople, Permission.Preview, Permission.RebuildImages, Permission.CancelOwn, Permission.Annotate],
        [Role.Operator] =
            [Permission.Read, Permission.ReadMessages, Permission.ReadPeople, Permission.Preview, Permission.CancelOwn, Permission.CancelAny, Permission.Retry, Permission.Annotate],
        [Role.Admin] = [.. Enum.GetValues<Permission>()],
    };

    /// <summary>What a token may be asked to grant by a scope, beside what the roles of its owner allow.</summary>
    public static bool NeedsScope(Permission permission) => permission is Permission.RebuildAdvisories or Permission.RebuildImages or Permission.RebuildModules;

    /// <summary>The roles that allow something, the least first.</summary>
    public static IEnumerable<Role> RolesThatAllow(Permission permission) => Enum.GetValues<Role>().Where(role => Allows(role, permission));

    public static bool Allows(Role role, Permission permission) => Table[role].Contains(permission);
}
