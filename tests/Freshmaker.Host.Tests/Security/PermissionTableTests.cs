using Freshmaker.Host.Security;
using static Freshmaker.Host.Security.Permission;

namespace Freshmaker.Host.Tests.Security;

/// <summary>The table of who may do what, written out once more: a change of the one in the code has to be a change here, on purpose.</summary>
public sealed class PermissionTableTests
{
    const string Approved = """
                            Reader         Auditor        Rebuilder      AsyncRebuilder Operator       Admin
        Read                yes            yes            yes            yes            yes            yes
        ReadMessages        no             yes            no             no             yes            yes
        ReadPeople          no             yes            yes            yes            yes            yes
        Preview             no             yes            yes            yes            yes            yes
        RebuildAdvisories   no             no             yes            no             no             yes
        RebuildImages       no             no             no             yes            no             yes
        RebuildModules      no             no             yes            no             no             yes
        CancelOwn           no             no             yes            yes            yes            yes
        CancelAny           no             no             no             no             yes            yes
        Retry               no             no             no             no             yes            yes
        Annotate            no             no             yes            yes            yes            yes
        """;

    static readonly Dictionary<Permission, string[]> Rows = Approved.Split('\n').Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(cells => Enum.Parse<Permission>(cells[0]), cells => cells[1..]);

    public static TheoryData<Role, Permission> Cells
    {
        get
        {
            var cells = new TheoryData<Role, Permission>();
            foreach (var role in Enum.GetValues<Role>())
            {
                foreach (var permission in Enum.GetValues<Permission>())
                    cells.Add(role, permission);
            }

            return cells;
        }
    }

    static bool IsApproved(Role role, Permission permission) => Rows[permission][(int)role] == "yes";

    [Theory]
    [MemberData(nameof(Cells))]
    public void a_role_may_what_the_table_says(Role role, Permission permission)
    {
        var caller = new Caller("somebody", new HashSet<Role> { role });

        caller.May(permission).ShouldBe(IsApproved(role, permission));
        caller.RoleFor(permission).ShouldBe(IsApproved(role, permission) ? role : null);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task an_endpoint_lets_in_whom_the_table_says(Role role, Permission permission)
    {
        await using var app = await SecuredApp.StartAsync(
            ("Authentication", "proxy"), ("Proxy:Addresses", "127.0.0.1"), ("AnonymousRoles", "none"), ($"Roles:{role}:Users:0", "somebody"));

        using var answer = await SecuredApp.SendAsync(app.Client, HttpMethod.Post, $"/may/{permission}", ("X-Remote-User", "somebody"));

        ((int)answer.StatusCode).ShouldBe(IsApproved(role, permission) ? 204 : 403);
    }

    [Theory]
    [InlineData(Read, false)]
    [InlineData(ReadMessages, false)]
    [InlineData(ReadPeople, false)]
    [InlineData(RebuildAdvisories, true)]
    [InlineData(RebuildImages, true)]
    [InlineData(RebuildModules, true)]
    [InlineData(CancelOwn, false)]
    [InlineData(CancelAny, false)]
    [InlineData(Permission.Retry, false)]
    [InlineData(Annotate, false)]
    public void a_token_without_the_scope_asks_for_no_rebuild_whatever_the_role(Permission permission, bool needsScope)
    {
        var admin = new Caller("admin", new HashSet<Role> { Role.Admin }) { LackingScope = "submit-build" };

        admin.May(permission).ShouldBe(!needsScope);
        admin.RoleFor(permission).ShouldBe(needsScope ? null : Role.Admin);
    }

    [Fact]
    public void several_roles_allow_what_any_of_them_does_and_the_least_is_named()
    {
        var caller = new Caller("somebody", new HashSet<Role> { Role.Admin, Role.Rebuilder, Role.Reader });

        caller.RoleFor(Read).ShouldBe(Role.Reader);
        caller.RoleFor(RebuildModules).ShouldBe(Role.Rebuilder);
        caller.RoleFor(CancelAny).ShouldBe(Role.Admin);
    }

    [Fact]
    public void nobody_may_do_nothing() =>
        Enum.GetValues<Permission>().Where(new Microsoft.AspNetCore.Http.DefaultHttpContext().Caller().May).ShouldBeEmpty();
}
