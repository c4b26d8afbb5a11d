using Smp.Machine;

namespace Smp.Tests.Traces;

public sealed class CNamesTests
{
    [Theory]
    [InlineData("ModuleOpen", "module_open")]
    [InlineData("TryModuleGet", "try_module_get")]
    [InlineData("open", "open")]
    [InlineData("Already_Open", "already_open")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_member_is_shown_by_the_name_of_its_C_original(string? member, string expected)
        => Assert.Equal(expected, CNames.Of(member));
}
