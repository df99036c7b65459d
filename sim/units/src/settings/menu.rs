//! The macro that declares the menu of a wing, and what it is made of.

/// Declares the menu of a wing: one enum with a variant for each policy, named as its file is.
///
/// `policy` gives the chosen policy as the wing's trait. A table's name chooses:
/// `[gateway.front.scheduling.power_of_d]`; a policy whose settings all have defaults may also be named by a plain
/// text, `scheduling = "random"`.
///
/// Policies that remember something have an associated type `Memory` in the wing's trait and a method that makes one
/// for a number of nodes. The menu then makes the enum of their memories, and one method for each question instead of
/// `policy`: those that are lent the memory first.
///
/// ```text
/// units::menu! {
///     /// The processes.
///     pub enum Arrival: Arrivals { poisson::Poisson, mmpp::Mmpp }
///
///     /// What a process remembers.
///     pub enum Memory;
///
///     remembering { fn next(&self, view: &View, draws: &mut Draws) -> Option<Coming>; }
///     fn population(&self) -> u32;
/// }
/// ```
#[macro_export]
macro_rules! menu {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident : $trait:ident { $($module:ident :: $policy:ident),* $(,)? }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $(
                #[doc = concat!("See [`", stringify!($policy), "`](", stringify!($module), "::", stringify!($policy), ").")]
                $policy($module::$policy),
            )*
        }

        impl $name {
            /// The chosen policy.
            #[inline]
            pub fn policy(&self) -> &dyn $trait {
                match self { $(Self::$policy(policy) => policy,)* }
            }
            /// The name under which a scenario chooses this policy.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$policy(_) => stringify!($module),)* }
            }
        }

        $crate::choice_setting!($name { $(stringify!($module) => $policy($module::$policy)),* });
    };
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident : $trait:ident $policies:tt

        $(#[doc = $memory_doc:literal])*
        pub enum $memory:ident;

        remembering { $(fn $lent:ident(&self $(, $lent_arg:ident : $lent_type:ty)*) $(-> $lent_answer:ty)?;)* }
        $(fn $asked:ident(&self $(, $arg:ident : $type:ty)*) $(-> $answer:ty)?;)*
    ) => {
        $crate::menu_of_memories! { [$($doc)*] $name: $trait $policies [$($memory_doc)*] $memory }

        impl $name {
            $(
                #[doc = concat!("See [`", stringify!($trait), "::", stringify!($lent), "`]; with the policy's memory.")]
                #[inline]
                pub fn $lent(&self, memory: &mut $memory $(, $lent_arg: $lent_type)*) $(-> $lent_answer)? {
                    $crate::ask_policy! { self, $policies, $trait, $lent, $memory memory, [$($lent_arg),*] }
                }
            )*
            $(
                #[doc = concat!("See [`", stringify!($trait), "::", stringify!($asked), "`].")]
                #[inline]
                pub fn $asked(&self $(, $arg: $type)*) $(-> $answer)? {
                    $crate::ask_policy! { self, $policies, $trait, $asked, [$($arg),*] }
                }
            )*
        }
    };
}

/// The enum of a menu whose policies remember something, and the enum of their memories.
#[doc(hidden)]
#[macro_export]
macro_rules! menu_of_memories {
    (
        [$($doc:literal)*] $name:ident : $trait:ident { $($module:ident :: $policy:ident),* $(,)? }
        [$($memory_doc:literal)*] $memory:ident
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $(
                #[doc = concat!("See [`", stringify!($policy), "`](", stringify!($module), "::", stringify!($policy), ").")]
                $policy($module::$policy),
            )*
        }

        $(#[doc = $memory_doc])*
        #[derive(Clone, Debug)]
        pub enum $memory {
            $(
                #[doc = concat!("Of [`", stringify!($policy), "`](", stringify!($module), "::", stringify!($policy), ").")]
                $policy(<$module::$policy as $trait>::Memory),
            )*
        }

        impl $name {
            /// The name under which a scenario chooses this policy.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$policy(_) => stringify!($module),)* }
            }
            /// What the policy remembers at the start, with room for so many nodes if it remembers each.
            pub fn memory(&self, nodes: usize) -> $memory {
                match self { $(Self::$policy(policy) => $memory::$policy($trait::memory(policy, nodes)),)* }
            }
        }

        $crate::choice_setting!($name { $(stringify!($module) => $policy($module::$policy)),* });
    };
}

/// One question to the chosen policy, which is lent its memory if there is one.
#[doc(hidden)]
#[macro_export]
macro_rules! ask_policy {
    ($menu:expr, { $($module:ident :: $policy:ident),* $(,)? }, $trait:ident, $question:ident,
        $memory:ident $lent:ident, $arguments:tt) => {
        match ($menu, $lent) {
            $((Self::$policy(policy), $memory::$policy(memory)) => {
                $crate::call_policy!($trait, $question, policy, memory, $arguments)
            })*
            _ => unreachable!("a memory is of the policy that is asked"),
        }
    };
    ($menu:expr, { $($module:ident :: $policy:ident),* $(,)? }, $trait:ident, $question:ident, $arguments:tt) => {
        match $menu { $(Self::$policy(policy) => $crate::call_policy!($trait, $question, policy, $arguments),)* }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! call_policy {
    ($trait:ident, $question:ident, $policy:ident, $memory:ident, [$($argument:ident),*]) => {
        $trait::$question($policy, $memory $(, $argument)*)
    };
    ($trait:ident, $question:ident, $policy:ident, [$($argument:ident),*]) => {
        $trait::$question($policy $(, $argument)*)
    };
}
